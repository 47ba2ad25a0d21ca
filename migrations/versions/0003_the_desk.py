"""The desk: joining, teams, papers, unions, lists kept in place, distribution, renewal, news, notices.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from domain.db import append_only_statements

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=5), nullable=False),
    sa.Column('status', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_letter_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index('ix_letter_due', ['status', 'due_at'], unique=False)
        batch_op.create_index('ix_letter_person', ['person_id', 'created_at'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['letter_id'], ['letter.id'], name=op.f('fk_notice_letter_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_person', ['person_id', 'id'], unique=False)
        batch_op.create_index('ix_notice_not_sent', ['created_at'], unique=False, sqlite_where=sa.text('letter_id IS NULL'), postgresql_where=sa.text('letter_id IS NULL'))
        batch_op.create_index('ix_notice_letter_id', ['letter_id'], unique=False)

    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('mime', sa.String(length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('uploaded_by', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_document_organisation_id')),
    sa.ForeignKeyConstraint(['uploaded_by'], ['person.id'], name=op.f('fk_document_uploaded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_by', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_invitation_created_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_invitation_organisation_id')),
    sa.ForeignKeyConstraint(['used_by'], ['person.id'], name=op.f('fk_invitation_used_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('post',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waiting_told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_post_author_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_post_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_post')),
    sa.UniqueConstraint('key', name=op.f('uq_post_key'))
    )
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.create_index('ix_post_organisation', ['organisation_id', 'id'], unique=False)
        batch_op.create_index('ix_post_published', ['organisation_id', 'published_at', 'id'], unique=False, sqlite_where=sa.text("status = 'published'"), postgresql_where=sa.text("status = 'published'"))

    op.create_table('post_picture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=True),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('width', sa.SmallInteger(), nullable=False),
    sa.Column('height', sa.SmallInteger(), nullable=False),
    sa.Column('alt', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_post_picture_post_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_post_picture'))
    )
    with op.batch_alter_table('post_picture', schema=None) as batch_op:
        batch_op.create_index('ix_post_picture_key', ['key'], unique=False)
        batch_op.create_index('uq_post_picture', ['post_id', 'key'], unique=True)

    op.create_table('renewal_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_renewal_link_created_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_renewal_link_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_renewal_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_renewal_link_token_hash'))
    )
    with op.batch_alter_table('renewal_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_renewal_link_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('union_membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('union_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.String(length=8), nullable=False),
    sa.Column('status', sa.String(length=8), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('union_id <> organisation_id', name=op.f('ck_union_membership_not_itself')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_union_membership_organisation_id')),
    sa.ForeignKeyConstraint(['union_id'], ['organisation.id'], name=op.f('fk_union_membership_union_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_union_membership'))
    )
    with op.batch_alter_table('union_membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_union_membership_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('uq_union_membership_now', ['union_id', 'organisation_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('vouch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('by_organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_organisation_id'], ['organisation.id'], name=op.f('fk_vouch_by_organisation_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_vouch_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_vouch_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vouch'))
    )
    with op.batch_alter_table('vouch', schema=None) as batch_op:
        batch_op.create_index('uq_vouch', ['organisation_id', 'by_organisation_id'], unique=True)

    op.create_table('comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.String(length=1000), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moderated_by', sa.Integer(), nullable=True),
    sa.Column('moderated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['moderated_by'], ['person.id'], name=op.f('fk_comment_moderated_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_comment_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_comment_person_id')),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_comment_post_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment')),
    sa.UniqueConstraint('key', name=op.f('uq_comment_key'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_comment_post', ['post_id', 'status', 'id'], unique=False)

    op.create_table('distribution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('need_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('commune_code', sa.String(length=16), nullable=True),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('families', sa.Integer(), nullable=False),
    sa.Column('women', sa.Integer(), nullable=False),
    sa.Column('men', sa.Integer(), nullable=False),
    sa.Column('children', sa.Integer(), nullable=False),
    sa.Column('steps', sa.JSON(), nullable=False),
    sa.Column('corrects', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('quantity <> 0', name=op.f('ck_distribution_some')),
    sa.ForeignKeyConstraint(['commune_code'], ['commune.code'], name=op.f('fk_distribution_commune_code')),
    sa.ForeignKeyConstraint(['corrects'], ['distribution.id'], name=op.f('fk_distribution_corrects')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_distribution_need_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_distribution_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_distribution')),
    sa.UniqueConstraint('corrects', name=op.f('uq_distribution_corrects')),
    sa.UniqueConstraint('key', name=op.f('uq_distribution_key'))
    )
    with op.batch_alter_table('distribution', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_distribution_need_id'), ['need_id'], unique=False)

    op.create_table('legal_status',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=12), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_legal_status_document_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_legal_status_organisation_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_legal_status_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_status'))
    )
    with op.batch_alter_table('legal_status', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legal_status_organisation_id'), ['organisation_id'], unique=False)

    op.add_column("need", sa.Column("label", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("need", sa.Column("unit", sa.String(length=30), nullable=False, server_default=""))
    op.add_column("need", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("need", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("need", sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))
    # What stands on the board now was never asked about: it counts as renewed, so that it does not sink at once.
    op.execute("UPDATE need SET renewed_at = CURRENT_TIMESTAMP WHERE status = 'published'")
    op.add_column("need", sa.Column("sunk", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("organisation", sa.Column("recertify_on", sa.Date(), nullable=True))
    op.create_index("ix_organisation_recertify_on", "organisation", ["recertify_on"])
    op.add_column("person", sa.Column("letters", sa.String(length=8), nullable=False, server_default="daily"))
    op.add_column("person", sa.Column("letters_key", sa.String(length=43), nullable=True))
    op.create_index("uq_person_letters_key", "person", ["letters_key"], unique=True)
    if op.get_bind().dialect.name == "postgresql":  # each row of the search gets the words of its band and codes
        op.execute(
            "UPDATE need_search s SET words = strip(s.words) || strip(to_tsvector('simple', CASE WHEN n.is_open = 0"
            " THEN 'zzfull' WHEN n.priority >= 3000 THEN 'zzcritical' WHEN n.priority >= 2000 THEN 'zzurgent'"
            " ELSE 'zzopen' END"
            " || ' zz' || LOWER(REPLACE(n.region_code, '-', '')) || ' zz' || n.category))"
            " FROM need n WHERE n.search_rank = s.rank"
        )
    for statement in append_only_statements("distribution")[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("uq_person_letters_key", "person")
    op.drop_column("person", "letters_key")
    op.drop_column("person", "letters")
    op.drop_index("ix_organisation_recertify_on", "organisation")
    op.drop_column("organisation", "recertify_on")
    for column in ("sunk", "renewed_at", "revision", "position", "unit", "label"):
        op.drop_column("need", column)
    for table in ('legal_status', 'distribution', 'comment', 'vouch', 'union_membership', 'renewal_link', 'post_picture', 'post', 'invitation', 'document', 'notice', 'letter'):
        op.drop_table(table)
