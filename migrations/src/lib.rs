//! The database schema, as a sequence of migrations for SQLite and PostgreSQL alike.
//!
//! Each migration is SQL with a few type words in braces that differ between the two databases; see [`dialect`].
//! Changes follow expand/contract: a release may add and stop using; only a later one removes. A migration that has
//! been released is never edited.

use sea_orm_migration::prelude::*;

mod dialect;
mod m20261122_000001_platform;
mod m20261122_000002_accounts;
mod m20261122_000003_media;
mod m20261122_000004_members;
mod m20261122_000005_catalogue;
mod m20261122_000006_statistics;
mod m20261128_000007_search;
mod m20261128_000008_offers;
mod m20261128_000009_price_board;
mod m20261128_000010_certificates;
mod m20261128_000011_attachments;
mod m20261128_000012_statistics;
mod m20261128_000013_alerts;
mod m20261128_000014_idempotency;
mod m20261129_000015_revised_offers;
mod m20261129_000016_exports;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_platform::Migration),
            Box::new(m20261122_000002_accounts::Migration),
            Box::new(m20261122_000003_media::Migration),
            Box::new(m20261122_000004_members::Migration),
            Box::new(m20261122_000005_catalogue::Migration),
            Box::new(m20261122_000006_statistics::Migration),
            Box::new(m20261128_000007_search::Migration),
            Box::new(m20261128_000008_offers::Migration),
            Box::new(m20261128_000009_price_board::Migration),
            Box::new(m20261128_000010_certificates::Migration),
            Box::new(m20261128_000011_attachments::Migration),
            Box::new(m20261128_000012_statistics::Migration),
            Box::new(m20261128_000013_alerts::Migration),
            Box::new(m20261128_000014_idempotency::Migration),
            Box::new(m20261129_000015_revised_offers::Migration),
            Box::new(m20261129_000016_exports::Migration),
        ]
    }
}
