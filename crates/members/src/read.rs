//! What reading gives.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{AccountId, DocumentId, InquiryId, Locale, MemberId, ProductId, StallId};
use uuid::Uuid;

use crate::{
    DocumentKind, MemberKind, MemberState, StaffRole, StallState, TaxCodeText,
    entity::{inquiry, member, member_document, membership, stall},
    stall_visible,
};

/// A read model with the columns of a row, made from it and back.
macro_rules! mirrored {
    ($(#[$doc:meta])* $name:ident of $row:ty { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)+ }

        impl From<$row> for $name {
            fn from(row: $row) -> Self {
                Self { $($field: row.$field.into(),)+ }
            }
        }

        impl From<$name> for $row {
            fn from(read: $name) -> Self {
                Self { $($field: read.$field.into(),)+ }
            }
        }
    };
}

mirrored! {
    /// A member business. A draft's texts may be incomplete or wrong; from `submitted` on they are checked.
    Member of member::Model {
        id: MemberId,
        state: MemberState,
        kind: MemberKind,
        name: String,
        /// Masked unless revealed.
        tax_code: TaxCodeText,
        legal_representative: String,
        commune_code: String,
        address: String,
        /// E.164 once checked.
        phone: String,
        email: String,
        description: String,
        /// The officer's last reason; empty when the last decision had none.
        reason: String,
        submitted_at: Option<DateTime<Utc>>,
        decided_at: Option<DateTime<Utc>>,
        approved_at: Option<DateTime<Utc>>,
        /// When and how the seller was identified (Law on E-commerce 122/2025, Art 17.1c).
        identified_at: Option<DateTime<Utc>>,
        identified_how: String,
        version: i64,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }
}

mirrored! {
    /// A stall. Its introduction is Markdown.
    Stall of stall::Model {
        id: StallId,
        member_id: MemberId,
        state: StallState,
        slug: String,
        name: String,
        introduction: String,
        commune_code: String,
        address: String,
        /// E.164 once checked.
        phone: String,
        email: String,
        opening_hours: String,
        holiday_notice: String,
        /// The last day of the holiday; without one the notice stays.
        holiday_until: Option<NaiveDate>,
        logo_picture: Option<String>,
        banner_picture: Option<String>,
        reason: String,
        submitted_at: Option<DateTime<Utc>>,
        decided_at: Option<DateTime<Utc>>,
        opened_at: Option<DateTime<Utc>>,
        version: i64,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }
}

mirrored! {
    /// Which member an account belongs to, and as what.
    Membership of membership::Model {
        account_id: AccountId,
        member_id: MemberId,
        role: StaffRole,
        created_at: DateTime<Utc>,
    }
}

mirrored! {
    /// A private paper. The bytes are in the blob store under `blob_key`.
    Document of member_document::Model {
        id: DocumentId,
        member_id: MemberId,
        kind: DocumentKind,
        file_name: String,
        content_type: String,
        /// Bytes.
        size: i64,
        blob_key: String,
        uploaded_by: AccountId,
        uploaded_at: DateTime<Utc>,
        removed_at: Option<DateTime<Utc>>,
    }
}

/// A buyer's question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    pub id: InquiryId,
    pub stall_id: StallId,
    /// The product asked about and its name at that time.
    pub product: Option<(ProductId, String)>,
    /// Who asked, when logged in.
    pub account: Option<AccountId>,
    pub name: String,
    /// A telephone number in E.164 or an address of electronic mail.
    pub contact: String,
    pub body: String,
    pub locale: Locale,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
}

impl From<inquiry::Model> for Inquiry {
    fn from(row: inquiry::Model) -> Self {
        Self {
            id: row.id.into(),
            stall_id: row.stall_id.into(),
            product: row.product_id.map(|id| (id.into(), row.product_name)),
            account: row.account_id.map(AccountId),
            name: row.name,
            contact: row.contact,
            body: row.body,
            locale: Locale::from_code(&row.locale),
            created_at: row.created_at,
            read_at: row.read_at,
            answered_at: row.answered_at,
        }
    }
}

/// A stall with the member behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    pub stall: Stall,
    pub member: Member,
}

impl Shop {
    #[must_use]
    pub fn visible(&self) -> bool {
        stall_visible(self.stall.state, self.member.state)
    }

    #[must_use]
    pub fn seller(&self) -> SellerInfo {
        SellerInfo::of(&self.member)
    }
}

impl Stall {
    /// The holiday notice while it holds on `today` (a date in Hà Tĩnh).
    #[must_use]
    pub fn holiday(&self, today: NaiveDate) -> Option<&str> {
        let over = self.holiday_until.is_some_and(|until| until < today);
        (!over && !self.holiday_notice.is_empty()).then_some(self.holiday_notice.as_str())
    }
}

/// What the shop page must say of the seller (Decree 248/2026, Art 18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellerInfo {
    pub kind: MemberKind,
    pub name: String,
    pub seller: Seller,
    /// Since when the floor knows that the seller is who it says.
    pub verified_since: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seller {
    /// Name and place of residence, no closer than the commune; no number of any kind.
    Individual {
        full_name: String,
        commune_code: String,
    },
    Organisation {
        head_office: String,
        commune_code: String,
        tax_code: Option<String>,
        representative: String,
    },
}

impl SellerInfo {
    #[must_use]
    pub fn of(member: &Member) -> Self {
        let commune_code = member.commune_code.clone();
        let seller = if member.kind.is_individual() {
            Seller::Individual { full_name: member.legal_representative.clone(), commune_code }
        } else {
            Seller::Organisation {
                head_office: member.address.clone(),
                commune_code,
                tax_code: member.tax_code.public().map(str::to_owned),
                representative: member.legal_representative.clone(),
            }
        };
        Self { kind: member.kind, name: member.name.clone(), seller, verified_since: member.identified_at }
    }
}

/// The place in a list that is sorted by time and id: the next page begins behind it. As text: `microseconds-id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

impl Key {
    /// Behind this open stall.
    #[must_use]
    pub fn after_stall(stall: &Stall) -> Self {
        Self { at: stall.opened_at.unwrap_or_default(), id: stall.id.0 }
    }

    /// Behind this inquiry.
    #[must_use]
    pub fn after_inquiry(inquiry: &Inquiry) -> Self {
        Self { at: inquiry.created_at, id: inquiry.id.0 }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.timestamp_micros(), self.id.simple())
    }
}

impl FromStr for Key {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.rsplit_once('-').ok_or(())?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(())?;
        Ok(Self { at, id: Uuid::parse_str(id).map_err(|_| ())? })
    }
}
