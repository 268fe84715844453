"""answer figures

Revision: 0008, after 0007, 2026-11-22.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("median_hours", sa.Integer(), nullable=True),
        sa.Column("reckoned_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("(company_id IS NULL) <> (cluster_id IS NULL)", name=op.f("ck_answer_figures_of_one")),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_answer_figures_cluster_id_cluster"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_answer_figures_company_id_company"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_figures")),
        sa.UniqueConstraint("cluster_id", name=op.f("uq_answer_figures_cluster_id")),
        sa.UniqueConstraint("company_id", name=op.f("uq_answer_figures_company_id")),
    )


def downgrade() -> None:
    op.drop_table("answer_figures")
