"""The needs board: places, people, organisations, campaigns, needs, pledges, the transition log.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from domain.db import append_only_statements
from domain.counters import VERSION_SHARDS
from domain.search import CREATE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEYS = {
    "urgent": ["is_open", "priority", "id"],
    "ending": ["is_open", "nearness", "id"],
    "least": ["lacking", "priority", "id"],
    "isolated": ["is_open", "isolation", "id"],
    "newest": ["is_open", "freshness", "id"],
}
BOARD_INDEXES = {
    **KEYS,
    **{f"{sort}_region": ["region_code", *keys] for sort, keys in KEYS.items()},
    **{f"{sort}_category": ["category", *keys] for sort, keys in KEYS.items()},
    **{f"{sort}_both": ["region_code", "category", *keys] for sort, keys in KEYS.items()},
    "urgent_edition": ["edition_id", *KEYS["urgent"]],
    "urgent_edition_region": ["edition_id", "region_code", *KEYS["urgent"]],
    "urgent_organisation": ["organisation_id", *KEYS["urgent"]],
}


def upgrade() -> None:
    op.create_table(
        "board_version",
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("shard", name=op.f("pk_board_version")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_ar", sa.String(length=120), nullable=False),
        sa.Column("name_fa", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("about_ar", sa.String(length=1000), nullable=False),
        sa.Column("about_fa", sa.String(length=1000), nullable=False),
        sa.Column("about_fr", sa.String(length=1000), nullable=False),
        sa.Column("about_en", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "need_tally",
        sa.Column("region_code", sa.String(length=8), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("edition_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region_code", "category", "urgency", "edition_id", name=op.f("pk_need_tally")),
    )
    op.create_table(
        "edition_tally",
        sa.Column("edition_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("needs", "published", "open_needs")),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("quantity", "pledged", "received", "surplus", "distributed")
        ),
        sa.PrimaryKeyConstraint("edition_id", "shard", name=op.f("pk_edition_tally")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("phone IS NOT NULL OR email IS NOT NULL", name=op.f("ck_person_reachable")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            "ix_person_guest_phone",
            ["phone"],
            unique=False,
            sqlite_where=sa.text("is_guest"),
            postgresql_where=sa.text("is_guest"),
        )
        batch_op.create_index(
            "uq_person_email",
            ["email"],
            unique=True,
            sqlite_where=sa.text("NOT is_guest"),
            postgresql_where=sa.text("NOT is_guest"),
        )
        batch_op.create_index(
            "uq_person_phone",
            ["phone"],
            unique=True,
            sqlite_where=sa.text("NOT is_guest"),
            postgresql_where=sa.text("NOT is_guest"),
        )

    op.create_table(
        "region",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("name_ar", sa.String(length=80), nullable=False),
        sa.Column("name_fa", sa.String(length=80), nullable=False),
        sa.Column("name_fr", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("population_year", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_country"), ["country"], unique=False)

    op.create_table(
        "commune",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=False),
        sa.Column("province_ar", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=8), nullable=False),
        sa.Column("name_ar", sa.String(length=80), nullable=False),
        sa.Column("name_fr", sa.String(length=80), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("paved_road_km", sa.Double(), nullable=True),
        sa.Column("no_running_water_pct", sa.Double(), nullable=True),
        sa.Column("no_electricity_pct", sa.Double(), nullable=True),
        sa.Column("isolation", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_commune_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_commune")),
    )
    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commune_region_code"), ["region_code"], unique=False)

    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("sponsor", sa.String(length=120), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("phases", sa.JSON(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_edition_dates_in_order")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_edition_campaign_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["edition.id"], name=op.f("fk_edition_previous_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_edition_campaign_id_number")),
        sa.UniqueConstraint("slug", name=op.f("uq_edition_slug")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("specialty", sa.String(length=40), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_role_grant_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "transition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("noun_id", sa.Integer(), nullable=False),
        sa.Column("old", sa.String(length=20), nullable=True),
        sa.Column("new", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_transition_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
    )
    with op.batch_alter_table("transition", schema=None) as batch_op:
        batch_op.create_index("ix_transition_at", ["at"], unique=False)
        batch_op.create_index("ix_transition_noun", ["noun", "noun_id", "id"], unique=False)

    op.create_table(
        "edition_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("at_least", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_result_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_result")),
        sa.UniqueConstraint("edition_id", "measure", name=op.f("uq_edition_result_edition_id_measure")),
    )
    op.create_table(
        "edition_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_target_edition_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_edition_target_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_target")),
        sa.UniqueConstraint(
            "edition_id", "item_code", "region_code", name=op.f("uq_edition_target_edition_id_item_code_region_code")
        ),
    )
    with op.batch_alter_table("edition_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_target_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_latin", sa.String(length=120), nullable=True),
        sa.Column("about", sa.String(length=2000), nullable=False),
        sa.Column("contact_policy", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("size", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=False),
        sa.Column("commune_code", sa.String(length=16), nullable=True),
        sa.Column("locality", sa.String(length=80), nullable=True),
        sa.Column("isolation", sa.SmallInteger(), nullable=False),
        sa.Column("folded_name", sa.String(length=250), nullable=False),
        sa.Column("founded", sa.SmallInteger(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_organisation_commune_code")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_organisation_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_region_code"), ["region_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_status"), ["status"], unique=False)

    op.create_table(
        "edition_partner",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_partner_edition_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_edition_partner_organisation_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "organisation_id", name=op.f("pk_edition_partner")),
    )
    with op.batch_alter_table("edition_partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_partner_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)

    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=False),
        sa.Column("commune_code", sa.String(length=16), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("pledged", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("surplus", sa.Integer(), nullable=False),
        sa.Column("distributed", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.SmallInteger(), nullable=False),
        sa.Column("lacking", sa.SmallInteger(), nullable=False),
        sa.Column("isolation", sa.SmallInteger(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("nearness", sa.Integer(), nullable=False),
        sa.Column("freshness", sa.Integer(), nullable=False),
        sa.Column("search_rank", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("distributed <= received + surplus", name=op.f("ck_need_distributed_arrived")),
        sa.CheckConstraint("pledged + received <= quantity", name=op.f("ck_need_never_beyond_quantity")),
        sa.CheckConstraint(
            "pledged >= 0 AND received >= 0 AND surplus >= 0 AND distributed >= 0", name=op.f("ck_need_counters")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_need_quantity_positive")),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_need_commune_code")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_need_edition_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_need_organisation_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_need_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index("ix_need_edition", "need", ["edition_id", "organisation_id"])
    op.create_index("ix_need_organisation", "need", ["organisation_id", "id"])
    published = sa.text("status = 'published'")
    for name, columns in BOARD_INDEXES.items():
        op.create_index(f"ix_need_{name}", "need", columns, postgresql_where=published, sqlite_where=published)
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("prepare_by", sa.Date(), nullable=False),
        sa.Column("prepared_steps", sa.JSON(), nullable=False),
        sa.Column("received_quantity", sa.Integer(), nullable=True),
        sa.Column("condition", sa.String(length=10), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_pledge_quantity_positive")),
        sa.CheckConstraint("received_quantity >= 0", name=op.f("ck_pledge_received_counted")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_pledge_need_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pledge_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("key", name=op.f("uq_pledge_key")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(
            "ix_pledge_due",
            ["prepare_by"],
            unique=False,
            postgresql_where=sa.text("status IN ('unconfirmed', 'pledged', 'prepared', 'handed_over')"),
            sqlite_where=sa.text("status IN ('unconfirmed', 'pledged', 'prepared', 'handed_over')"),
        )
        batch_op.create_index("ix_pledge_need", ["need_id", "id"], unique=False)
        batch_op.create_index("ix_pledge_person", ["person_id", "id"], unique=False)
    dialect = op.get_bind().dialect.name
    for statement in [*CREATE[dialect], *append_only_statements("transition")[dialect]]:
        op.execute(statement)
    shards = sa.table("board_version", sa.column("shard"), sa.column("version"))
    op.bulk_insert(shards, [{"shard": shard, "version": 1} for shard in range(VERSION_SHARDS + 1)])


def downgrade() -> None:
    for table in (
        "need_search",
        "pledge",
        "need",
        "membership",
        "edition_partner",
        "organisation",
        "edition_target",
        "edition_result",
        "transition",
        "sign_in",
        "role_grant",
        "edition",
        "commune",
        "region",
        "person",
        "need_tally",
        "edition_tally",
        "campaign",
        "board_version",
    ):
        op.drop_table(table)
