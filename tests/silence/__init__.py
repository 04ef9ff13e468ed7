"""Paging dies in every way that can be had on one machine, with real processes: how soon do managers hear of it?"""
