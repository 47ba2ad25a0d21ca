"""Campaigns planned and reported, the studio, channels, the stock ledger with its convoys.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from domain.db import append_only_statements

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

PUBLIC = ("published", "paused", "fulfilled", "closed", "expired")
IN_EDITION = "edition_id IS NOT NULL AND status IN ('pledged', 'prepared', 'handed_over', 'received', 'distributed')"
SHARES = f"""
    INSERT INTO edition_share (edition_id, region_code, item_code, needs, quantity, pledged, received, surplus,
      distributed, times, families, women, men, children)
    SELECT edition_id, region_code, item_code, COUNT(*), SUM(need.quantity), SUM(pledged), SUM(received), SUM(surplus),
      SUM(distributed), COALESCE(SUM(times), 0), COALESCE(SUM(families), 0), COALESCE(SUM(women), 0),
      COALESCE(SUM(men), 0), COALESCE(SUM(children), 0)
    FROM need LEFT JOIN (
      SELECT need_id, SUM(CASE WHEN quantity > 0 THEN 1 ELSE -1 END) AS times, SUM(families) AS families,
        SUM(women) AS women, SUM(men) AS men, SUM(children) AS children
      FROM distribution GROUP BY need_id) given ON given.need_id = need.id
    WHERE edition_id IS NOT NULL AND status IN {PUBLIC}
    GROUP BY edition_id, region_code, item_code
    """  # noqa: S608


def upgrade() -> None:
    op.create_table('edition_share',
    sa.Column('edition_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('region_code', sa.String(length=8), nullable=False),
    sa.Column('item_code', sa.String(length=40), nullable=False),
    sa.Column('needs', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('pledged', sa.BigInteger(), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.Column('surplus', sa.BigInteger(), nullable=False),
    sa.Column('distributed', sa.BigInteger(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('families', sa.BigInteger(), nullable=False),
    sa.Column('women', sa.BigInteger(), nullable=False),
    sa.Column('men', sa.BigInteger(), nullable=False),
    sa.Column('children', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('edition_id', 'region_code', 'item_code', name=op.f('pk_edition_share'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('status', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_due', ['due_at', 'id'], unique=False, sqlite_where=sa.text("status = 'waiting'"), postgresql_where=sa.text("status = 'waiting'"))
        batch_op.create_index('uq_job_key', ['key'], unique=True, sqlite_where=sa.text("status = 'waiting'"), postgresql_where=sa.text("status = 'waiting'"))

    op.create_table('stock_account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('ref', sa.String(length=12), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_account'))
    )
    with op.batch_alter_table('stock_account', schema=None) as batch_op:
        batch_op.create_index('uq_stock_account', ['kind', 'ref'], unique=True)

    op.create_table('visit',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('noun', sa.String(length=14), nullable=False),
    sa.Column('noun_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('visits', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'noun', 'noun_id', 'channel', name=op.f('pk_visit'))
    )
    op.create_table('hub',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('region_code', sa.String(length=8), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], name=op.f('fk_hub_region_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hub')),
    sa.UniqueConstraint('key', name=op.f('uq_hub_key'))
    )
    op.create_table('stock_balance',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('item_code', sa.String(length=40), nullable=False),
    sa.Column('is_source', sa.Boolean(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('quantity >= 0 OR is_source', name=op.f('ck_stock_balance_never_negative')),
    sa.ForeignKeyConstraint(['account_id'], ['stock_account.id'], name=op.f('fk_stock_balance_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'item_code', name=op.f('pk_stock_balance'))
    )
    op.create_table('collection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.String(length=8), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('begins', sa.String(length=5), nullable=False),
    sa.Column('ends', sa.String(length=5), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('coordinator_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['coordinator_id'], ['person.id'], name=op.f('fk_collection_coordinator_id')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_collection_created_by')),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], name=op.f('fk_collection_region_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collection')),
    sa.UniqueConstraint('key', name=op.f('uq_collection_key'))
    )
    with op.batch_alter_table('collection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_collection_coordinator_id'), ['coordinator_id'], unique=False)
        batch_op.create_index('ix_collection_day', ['day', 'region_code', 'id'], unique=False)

    op.create_table('convoy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('hub_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('leaves_on', sa.Date(), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_convoy_created_by')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_convoy_edition_id')),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name=op.f('fk_convoy_hub_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_convoy')),
    sa.UniqueConstraint('key', name=op.f('uq_convoy_key'))
    )
    with op.batch_alter_table('convoy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_convoy_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_convoy_hub_id'), ['hub_id'], unique=False)
        batch_op.create_index('ix_convoy_leaves', ['leaves_on', 'id'], unique=False)

    op.create_table('edition_day',
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('taken', sa.BigInteger(), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.Column('distributed', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_day_edition_id')),
    sa.PrimaryKeyConstraint('edition_id', 'day', name=op.f('pk_edition_day'))
    )
    op.create_table('edition_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by', sa.Integer(), nullable=True),
    sa.Column('dropped', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['done_by'], ['person.id'], name=op.f('fk_edition_task_done_by')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_task_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition_task'))
    )
    with op.batch_alter_table('edition_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edition_task_edition_id'), ['edition_id'], unique=False)

    op.create_table('packing_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hub_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('item_code', sa.String(length=40), nullable=False),
    sa.Column('recipe', sa.JSON(), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('packed', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('volunteers', sa.SmallInteger(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('packed >= 0', name=op.f('ck_packing_session_packed_never_negative')),
    sa.CheckConstraint('planned > 0', name=op.f('ck_packing_session_planned_positive')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_packing_session_created_by')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_packing_session_edition_id')),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name=op.f('fk_packing_session_hub_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_packing_session')),
    sa.UniqueConstraint('key', name=op.f('uq_packing_session_key'))
    )
    with op.batch_alter_table('packing_session', schema=None) as batch_op:
        batch_op.create_index('ix_packing_session_day', ['day', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_packing_session_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_packing_session_hub_id'), ['hub_id'], unique=False)

    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('next_step', sa.String(length=200), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('next_by_id', sa.Integer(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by', sa.Integer(), nullable=True),
    sa.Column('corrects', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_contact_by_id')),
    sa.ForeignKeyConstraint(['corrects'], ['contact.id'], name=op.f('fk_contact_corrects')),
    sa.ForeignKeyConstraint(['done_by'], ['person.id'], name=op.f('fk_contact_done_by')),
    sa.ForeignKeyConstraint(['next_by_id'], ['person.id'], name=op.f('fk_contact_next_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_contact_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('key', name=op.f('uq_contact_key'))
    )
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index('ix_contact_open', ['next_on', 'id'], unique=False, sqlite_where=sa.text('next_on IS NOT NULL AND done_at IS NULL'), postgresql_where=sa.text('next_on IS NOT NULL AND done_at IS NULL'))
        batch_op.create_index('ix_contact_organisation', ['organisation_id', 'id'], unique=False)

    op.create_table('convoy_stop',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('convoy_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('region_code', sa.String(length=8), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['convoy_id'], ['convoy.id'], name=op.f('fk_convoy_stop_convoy_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_convoy_stop_organisation_id')),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], name=op.f('fk_convoy_stop_region_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_convoy_stop')),
    sa.UniqueConstraint('key', name=op.f('uq_convoy_stop_key'))
    )
    with op.batch_alter_table('convoy_stop', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_convoy_stop_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_convoy_stop_region_code'), ['region_code'], unique=False)
        batch_op.create_index('uq_convoy_stop', ['convoy_id', 'position'], unique=True)

    op.create_table('asked',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('need_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_asked_asked_by')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_asked_need_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_asked_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_asked_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asked'))
    )
    with op.batch_alter_table('asked', schema=None) as batch_op:
        batch_op.create_index('ix_asked_person', ['person_id', 'asked_at'], unique=False)
        batch_op.create_index('uq_asked_person', ['need_id', 'person_id'], unique=True)

    op.create_table('convoy_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stop_id', sa.Integer(), nullable=False),
    sa.Column('item_code', sa.String(length=40), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('dispatched', sa.Integer(), nullable=False),
    sa.Column('received', sa.Integer(), nullable=False),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('dispatched >= 0 AND received >= 0 AND lost >= 0 AND returned >= 0', name=op.f('ck_convoy_line_counted')),
    sa.CheckConstraint('planned > 0', name=op.f('ck_convoy_line_planned_positive')),
    sa.CheckConstraint('received + lost + returned <= dispatched', name=op.f('ck_convoy_line_never_beyond_dispatched')),
    sa.ForeignKeyConstraint(['stop_id'], ['convoy_stop.id'], name=op.f('fk_convoy_line_stop_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_convoy_line'))
    )
    with op.batch_alter_table('convoy_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_convoy_line_stop_id'), ['stop_id'], unique=False)

    op.create_table('redraft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('need_id', sa.Integer(), nullable=False),
    sa.Column('need_revision', sa.Integer(), nullable=False),
    sa.Column('own_label', sa.String(length=120), nullable=False),
    sa.Column('own_note', sa.Text(), nullable=False),
    sa.Column('label', sa.String(length=120), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=8), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_redraft_need_id')),
    sa.ForeignKeyConstraint(['written_by'], ['person.id'], name=op.f('fk_redraft_written_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redraft'))
    )
    with op.batch_alter_table('redraft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_redraft_need_id'), ['need_id'], unique=False)
        batch_op.create_index('uq_redraft_draft', ['need_id'], unique=True, sqlite_where=sa.text("status = 'draft'"), postgresql_where=sa.text("status = 'draft'"))

    op.create_table('collected',
    sa.Column('pledge_id', sa.Integer(), nullable=False),
    sa.Column('collection_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['collection_id'], ['collection.id'], name=op.f('fk_collected_collection_id')),
    sa.ForeignKeyConstraint(['pledge_id'], ['pledge.id'], name=op.f('fk_collected_pledge_id')),
    sa.PrimaryKeyConstraint('pledge_id', name=op.f('pk_collected'))
    )
    with op.batch_alter_table('collected', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_collected_collection_id'), ['collection_id'], unique=False)

    op.create_table('stock_movement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('item_code', sa.String(length=40), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('line_id', sa.Integer(), nullable=True),
    sa.Column('corrects', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('from_id <> to_id', name=op.f('ck_stock_movement_moves')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_stock_movement_some')),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_stock_movement_actor_id')),
    sa.ForeignKeyConstraint(['corrects'], ['stock_movement.id'], name=op.f('fk_stock_movement_corrects')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_stock_movement_edition_id')),
    sa.ForeignKeyConstraint(['from_id'], ['stock_account.id'], name=op.f('fk_stock_movement_from_id')),
    sa.ForeignKeyConstraint(['line_id'], ['convoy_line.id'], name=op.f('fk_stock_movement_line_id')),
    sa.ForeignKeyConstraint(['session_id'], ['packing_session.id'], name=op.f('fk_stock_movement_session_id')),
    sa.ForeignKeyConstraint(['to_id'], ['stock_account.id'], name=op.f('fk_stock_movement_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_movement')),
    sa.UniqueConstraint('corrects', name=op.f('uq_stock_movement_corrects')),
    sa.UniqueConstraint('key', name=op.f('uq_stock_movement_key'))
    )
    with op.batch_alter_table('stock_movement', schema=None) as batch_op:
        batch_op.create_index('ix_stock_movement_from', ['from_id', 'day', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stock_movement_line_id'), ['line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stock_movement_session_id'), ['session_id'], unique=False)
        batch_op.create_index('ix_stock_movement_to', ['to_id', 'day', 'id'], unique=False)

    op.add_column("edition", sa.Column("items", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("edition", sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("edition", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "edition_partner",
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, server_default="2026-11-01 00:00:00+00"),
    )
    op.add_column("edition_partner", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("edition", sa.Column("key", sa.String(length=64), nullable=True))
    op.create_index("uq_edition_key", "edition", ["key"], unique=True)
    op.execute(
        "ALTER TABLE person ADD COLUMN region_code VARCHAR(8) CONSTRAINT fk_person_region_code REFERENCES region (code)"
    )
    op.create_index("ix_person_region_code", "person", ["region_code"])
    op.add_column("person", sa.Column("is_askable", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("pledge", sa.Column("edition_id", sa.Integer(), nullable=True))
    op.add_column("pledge", sa.Column("channel", sa.String(length=10), nullable=True))
    op.execute("UPDATE pledge SET edition_id = (SELECT edition_id FROM need WHERE need.id = pledge.need_id)")
    by_channel = sa.text("channel IS NOT NULL")
    op.create_index(
        "ix_pledge_channel", "pledge", ["channel", "need_id"], postgresql_where=by_channel, sqlite_where=by_channel
    )
    in_edition = sa.text(IN_EDITION)
    op.create_index(
        "ix_pledge_edition", "pledge", ["edition_id", "person_id"], postgresql_where=in_edition, sqlite_where=in_edition
    )
    op.drop_index("ix_need_edition", "need")
    public = sa.text(f"status IN {PUBLIC}")
    op.create_index(
        "ix_need_edition", "need", ["edition_id", "organisation_id"], postgresql_where=public, sqlite_where=public
    )
    waiting = sa.text("status IN ('submitted', 'in_review')")
    op.create_index("ix_need_waiting", "need", ["id"], postgresql_where=waiting, sqlite_where=waiting)
    op.execute(SHARES)
    for statement in append_only_statements("stock_movement")[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_need_waiting", "need")
    op.drop_index("ix_need_edition", "need")
    op.create_index("ix_need_edition", "need", ["edition_id", "organisation_id"])
    op.drop_index("ix_pledge_edition", "pledge")
    op.drop_index("ix_pledge_channel", "pledge")
    op.drop_column("pledge", "channel")
    op.drop_column("pledge", "edition_id")
    op.drop_index("ix_person_region_code", "person")
    op.drop_column("person", "is_askable")
    op.drop_column("person", "region_code")
    op.drop_column("edition_partner", "reminded_at")
    op.drop_column("edition_partner", "changed_at")
    op.drop_index("uq_edition_key", "edition")
    op.drop_column("edition", "key")
    for column in ("revision", "is_public", "items"):
        op.drop_column("edition", column)
    for table in ("stock_movement", "collected", "redraft", "convoy_line", "asked", "convoy_stop", "contact", "packing_session", "edition_task", "edition_day", "convoy", "collection", "stock_balance", "hub", "visit", "stock_account", "job", "edition_share"):
        op.drop_table(table)
