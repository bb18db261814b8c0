// Each test drives a process of its own and measures nothing: a few at a time keep every core busy.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
