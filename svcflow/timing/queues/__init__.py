"""Where waiting is lost time: bottlenecks, and the queues behind them with their evidence."""
