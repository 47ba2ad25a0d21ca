"""Pledges at a steady pace until it is ended, straight into the database: `python -m tests.bench.writer 100`."""

import secrets
import sys
import time

from sqlalchemy import text

from app import create_app
from domain import pledges
from domain.db import db


def main(each_second: int) -> None:
    app = create_app()
    with app.app_context():
        open_needs = "SELECT id FROM need WHERE status = 'published' AND quantity > pledged + received + 100 LIMIT 500"
        need_ids = list(db.session.execute(text(open_needs)).scalars())
        person_id = db.session.execute(text("SELECT MIN(id) FROM person")).scalar_one()
        print("writing", flush=True)
        began, made = time.monotonic(), 0
        while True:
            pledges.pledge(need_ids[made % len(need_ids)], person_id, 1, secrets.token_hex(12))
            db.session.commit()
            made += 1
            time.sleep(max(0.0, began + made / each_second - time.monotonic()))


if __name__ == "__main__":
    main(int(sys.argv[1]))
