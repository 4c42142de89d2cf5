"""Figures: how right the models are, against the plan's goals; and how fast, in ``bench``.

A run walks through these rooms: ``sets`` read the data, ``planning`` and ``request`` say what is
measured and ``signature`` in one line how, ``work`` lists every item once, ``evaluator`` measures
one with the engines of ``equipment``, ``journal`` keeps it, ``scoring`` makes rows of all of them,
``store`` keeps runs, ``comparison`` sets two side by side. ``host`` gives a run a process of its
own, and ``cluster`` many.
"""
