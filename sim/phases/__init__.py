"""The steps of the month, a file each, which says what columns it reads and writes, and parts of long ones.

Parts of planning: ``staffing``. Of the labour market, ``hiring``: ``vacancies``, ``turnover``, ``reviews``,
``turnover_job``, ``separations``, ``search``. Of incomes: ``budgets``. Of ``firm_accounts``: ``entry``. Of
``public_finance``: ``cycle``. What all steps together hand on is in ``flows``.
"""
