"""Papers as files, and the templates behind them, as browsers get them."""
