//! Categories, commodities, products, their photos and papers, and revisions of what is listed.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE category (
    code text NOT NULL PRIMARY KEY,
    parent_code text REFERENCES category (code),
    slug text NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    rule text NOT NULL DEFAULT '',
    default_unit text NOT NULL DEFAULT '',
    ocop_subgroup text NOT NULL DEFAULT '',
    position integer NOT NULL,
    active {bool} NOT NULL,
    picture_id text REFERENCES picture (id),
    updated_at {time} NOT NULL
);
CREATE UNIQUE INDEX category_slug_key ON category (slug);
CREATE TABLE commodity (
    id {uuid} NOT NULL PRIMARY KEY,
    slug text NOT NULL,
    category_code text NOT NULL REFERENCES category (code),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    aliases text NOT NULL DEFAULT '',
    months integer NOT NULL DEFAULT 0,
    protected_name text NOT NULL DEFAULT '',
    protected_kind text NOT NULL DEFAULT '',
    protected_communes text NOT NULL DEFAULT '',
    active {bool} NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL
);
CREATE UNIQUE INDEX commodity_slug_key ON commodity (slug);
CREATE TABLE product (
    id {uuid} NOT NULL PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id),
    stall_id {uuid} NOT NULL REFERENCES stall (id),
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'listed', 'changes_requested', 'rejected', 'hidden', 'suspended', 'archived')),
    slug text NOT NULL,
    category_code text NOT NULL REFERENCES category (code),
    commodity_id {uuid} REFERENCES commodity (id),
    name text NOT NULL,
    name_en text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    unit_code text NOT NULL,
    net_content text NOT NULL DEFAULT '',
    price bigint CHECK (price IS NULL OR price > 0),
    min_order bigint CHECK (min_order IS NULL OR min_order > 0),
    commune_code text NOT NULL,
    months integer NOT NULL DEFAULT 0,
    ocop_stars integer CHECK (ocop_stars IS NULL OR ocop_stars BETWEEN 3 AND 5),
    ocop_certificate text NOT NULL DEFAULT '',
    ocop_expires_on {date},
    indication text NOT NULL DEFAULT '',
    declaration_number text NOT NULL DEFAULT '',
    flags text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    submitted_at {time},
    decided_at {time},
    listed_at {time},
    version bigint NOT NULL DEFAULT 1,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL
);
CREATE UNIQUE INDEX product_slug_key ON product (slug);
CREATE INDEX product_waiting ON product (submitted_at, id) WHERE state = 'submitted';
CREATE INDEX product_stall ON product (stall_id, state, listed_at, id);
CREATE INDEX product_member ON product (member_id, updated_at, id);
CREATE INDEX product_listed ON product (listed_at, id) WHERE state = 'listed';
CREATE INDEX product_category ON product (category_code, listed_at, id) WHERE state = 'listed';
CREATE INDEX product_commodity ON product (commodity_id) WHERE commodity_id IS NOT NULL;
CREATE INDEX product_ocop_expiry ON product (ocop_expires_on) WHERE ocop_expires_on IS NOT NULL;
CREATE TABLE product_photo (
    product_id {uuid} NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    position integer NOT NULL,
    picture_id text NOT NULL REFERENCES picture (id),
    alt text NOT NULL DEFAULT '',
    PRIMARY KEY (product_id, position)
);
CREATE TABLE product_revision (
    id {uuid} NOT NULL PRIMARY KEY,
    product_id {uuid} NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    member_id {uuid} NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'changes_requested', 'rejected', 'withdrawn')),
    content text NOT NULL,
    base_version bigint NOT NULL,
    flags text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    submitted_at {time},
    decided_at {time},
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL
);
CREATE UNIQUE INDEX product_revision_one_open ON product_revision (product_id) WHERE state IN ('draft', 'submitted', 'changes_requested');
CREATE INDEX product_revision_waiting ON product_revision (submitted_at, id) WHERE state = 'submitted';
CREATE TABLE product_document (
    id {uuid} NOT NULL PRIMARY KEY,
    product_id {uuid} NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    member_id {uuid} NOT NULL,
    kind text NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    blob_key text NOT NULL,
    uploaded_by {uuid} NOT NULL,
    uploaded_at {time} NOT NULL,
    removed_at {time}
);
CREATE INDEX product_document_product ON product_document (product_id, uploaded_at);
";

const DOWN: &str = "
DROP TABLE product_document;
DROP TABLE product_revision;
DROP TABLE product_photo;
DROP TABLE product;
DROP TABLE commodity;
DROP TABLE category;
";
