"""Backtesting: what would have been proposed at each commit of a list's history, against what its maintainer did."""

from confmerge.backtest.account import Row
from confmerge.backtest.known import Known, read_known
from confmerge.backtest.run import backtest
from confmerge.backtest.totals import Backtest

__all__ = ["Backtest", "Known", "Row", "backtest", "read_known"]
