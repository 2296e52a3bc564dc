"""How often one act asks the database: whoever makes it ask more often has to say so here.

Beginning and ending a transaction is not counted.
"""

from engine.usecases.steps import complete_step
from tests.journeys.world import County
from tests.queries.build import counted

REGISTRATION = 31  # 26 on SQLite, where a writer knows the next keys; 31 on PostgreSQL
STEP = 20


def test_registering_a_case_takes_no_more_statements_than_it_did(county: County) -> None:
    county.register()  # whoever registers has signed in, and what is published has been read
    with counted(county.desk.database) as sent:
        county.register()
    looked_up = [each for each in sent if "office.code = " in each and "office.path" not in each]
    assert len(sent) - len(looked_up) <= REGISTRATION


def test_completing_a_step_takes_no_more_statements_than_it_did(county: County) -> None:
    code = county.register()
    actor, item_id = county.actor("vm"), county.item(code, "sign_for").id
    with counted(county.desk.database) as sent:
        complete_step(county.desk, actor, item_id, {})
    assert len(sent) <= STEP
