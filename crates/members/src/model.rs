//! The nouns and their state machines. Pure.

use sea_orm::{DeriveActiveEnum, EnumIter};

/// An enum whose variants have a code: the text that the database, forms and addresses carry.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$variant_doc])* #[sea_orm(string_value = $code)] $variant,)+
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

codes! {
    /// Where a member stands.
    MemberState {
        Draft = "draft",
        Submitted = "submitted",
        Approved = "approved",
        ChangesRequested = "changes_requested",
        Rejected = "rejected",
        Suspended = "suspended",
        Closed = "closed",
    }
}

codes! {
    /// Where a stall stands.
    StallState {
        Draft = "draft",
        Submitted = "submitted",
        Open = "open",
        ChangesRequested = "changes_requested",
        Rejected = "rejected",
        Suspended = "suspended",
        Closed = "closed",
    }
}

codes! {
    /// The kinds of business that may sell on the floor.
    MemberKind {
        Enterprise = "enterprise",
        Cooperative = "cooperative",
        Household = "household",
        Farm = "farm",
    }
}

codes! {
    /// What an account may do for its member.
    StaffRole {
        Owner = "owner",
        Staff = "staff",
    }
}

codes! {
    /// The papers a member shows to the officers.
    DocumentKind {
        Licence = "licence",
        FoodSafety = "food_safety",
        Ocop = "ocop",
        Quality = "quality",
        Other = "other",
    }
}

codes! {
    /// What may be done with a member.
    MemberVerb {
        Save = "save",
        AddDocument = "add_document",
        RemoveDocument = "remove_document",
        Submit = "submit",
        Approve = "approve",
        RequestChanges = "request_changes",
        Reject = "reject",
        Suspend = "suspend",
        Restore = "restore",
        Close = "close",
        /// Contact data of an approved member: at once, without review.
        EditContact = "edit_contact",
        Invite = "invite",
        /// Beginning or changing its stall.
        SaveStall = "save_stall",
        SubmitStall = "submit_stall",
        OpenStall = "open_stall",
    }
}

codes! {
    /// What may be done with a stall.
    StallVerb {
        Save = "save",
        /// Introduction, contact, hours and holiday of a stall that buyers know: at once, without review.
        Edit = "edit",
        SetPictures = "set_pictures",
        Submit = "submit",
        Approve = "approve",
        RequestChanges = "request_changes",
        Reject = "reject",
        Suspend = "suspend",
        Restore = "restore",
        Close = "close",
        /// Another name or address: never once it is open.
        Rename = "rename",
        Ask = "ask",
    }
}

/// An impossible transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{verb}` is not possible while it is `{from}`")]
pub struct WrongState {
    pub from: &'static str,
    pub verb: &'static str,
}

impl MemberKind {
    /// A person who sells, in the eyes of the law; the other kinds are organisations.
    #[must_use]
    pub fn is_individual(self) -> bool {
        matches!(self, Self::Household | Self::Farm)
    }
}

impl MemberState {
    /// The state after `verb`.
    pub fn next(self, verb: MemberVerb) -> Result<Self, WrongState> {
        use MemberState::{Approved, ChangesRequested, Closed, Draft, Rejected, Submitted, Suspended};
        use MemberVerb as V;
        match (verb, self) {
            (V::Save, Draft | ChangesRequested) => Ok(self),
            (
                V::AddDocument | V::Invite | V::SaveStall,
                Draft | Submitted | ChangesRequested | Approved | Suspended,
            ) => Ok(self),
            // While an officer reads the papers none disappears.
            (V::RemoveDocument, Draft | ChangesRequested | Approved) => Ok(self),
            (V::Submit, Draft | ChangesRequested) => Ok(Submitted),
            (V::Approve, Submitted) => Ok(Approved),
            (V::RequestChanges, Submitted) => Ok(ChangesRequested),
            (V::Reject, Submitted) => Ok(Rejected),
            (V::Suspend, Approved) => Ok(Suspended),
            (V::Restore, Suspended) => Ok(Approved),
            (V::Close, Draft | Submitted | Approved | ChangesRequested | Rejected | Suspended) => Ok(Closed),
            (V::EditContact | V::OpenStall, Approved) => Ok(self),
            (V::SubmitStall, Submitted | ChangesRequested | Approved) => Ok(self),
            _ => Err(WrongState { from: self.code(), verb: verb.code() }),
        }
    }
}

impl StallState {
    /// The state after `verb`.
    pub fn next(self, verb: StallVerb) -> Result<Self, WrongState> {
        use StallState::{ChangesRequested, Closed, Draft, Open, Rejected, Submitted, Suspended};
        use StallVerb as V;
        match (verb, self) {
            (V::Save | V::Rename, Draft | ChangesRequested) => Ok(self),
            // A suspended stall may be mended, so that the officer can restore it.
            (V::Edit, Open | Suspended) => Ok(self),
            (V::SetPictures, Draft | ChangesRequested | Open | Suspended) => Ok(self),
            (V::Submit, Draft | ChangesRequested) => Ok(Submitted),
            (V::Approve, Submitted) => Ok(Open),
            (V::RequestChanges, Submitted) => Ok(ChangesRequested),
            (V::Reject, Submitted) => Ok(Rejected),
            (V::Suspend, Open) => Ok(Suspended),
            (V::Restore, Suspended) => Ok(Open),
            (V::Close, Draft | Submitted | Open | ChangesRequested | Rejected | Suspended) => Ok(Closed),
            (V::Ask, Open) => Ok(self),
            _ => Err(WrongState { from: self.code(), verb: verb.code() }),
        }
    }
}

/// Whether buyers see a stall.
#[must_use]
pub fn stall_visible(stall: StallState, member: MemberState) -> bool {
    stall == StallState::Open && member == MemberState::Approved
}
