// Loaded into Azurite when tests start it: ends it in good order should its owner be killed, so that none is left behind.
const owner = Number(process.env.AZURITE_OWNER);
setInterval(() => {
  try {
    process.kill(owner, 0);
  } catch {
    process.kill(process.pid, 'SIGTERM');
  }
}, 1000).unref();
