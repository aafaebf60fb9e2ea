//! Filling in bulk, for the demonstration floor: rows as given, no checks, no audit, no events.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

use crate::{
    Document, Member, Membership, Stall,
    entity::{member, member_document, membership, stall},
};

/// SQLite takes 32,766 values in one statement; the widest row here has 22.
const CHUNK: usize = 1_000;

macro_rules! insert_in_chunks {
    ($(#[$doc:meta])* $name:ident, $read:ty, $entity:ident) => {
        $(#[$doc])*
        pub async fn $name(txn: &impl ConnectionTrait, rows: Vec<$read>) -> Result<(), DbErr> {
            let mut rows = rows.into_iter().peekable();
            while rows.peek().is_some() {
                let chunk = rows.by_ref().take(CHUNK).map(|row| $entity::Model::from(row).into_active_model());
                $entity::Entity::insert_many(chunk.collect::<Vec<_>>()).exec_without_returning(txn).await?;
            }
            Ok(())
        }
    };
}

insert_in_chunks!(insert_members, Member, member);
insert_in_chunks!(
    /// The accounts and the members must be there.
    insert_memberships, Membership, membership
);
insert_in_chunks!(
    /// The members and the pictures must be there.
    insert_stalls, Stall, stall
);
insert_in_chunks!(
    /// The members must be there.
    insert_documents, Document, member_document
);
