//! What happened, for the outbox. The subject is the member, the stall or the inquiry; who listens reloads it by id.

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $kind:literal),+ $(,)?) => {
        /// What happened. Stall and inquiry events carry `{"member": id}`, staff events `{"account": id}` when an
        /// account is known.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Event {
            $($(#[$doc])* $variant,)+
        }

        impl Event {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            #[must_use]
            pub fn kind(self) -> &'static str {
                match self { $(Self::$variant => $kind,)+ }
            }

            #[must_use]
            pub fn from_kind(kind: &str) -> Option<Self> {
                match kind { $($kind => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

events! {
    MemberSubmitted = "member.submitted",
    MemberApproved = "member.approved",
    MemberChangesRequested = "member.changes_requested",
    MemberRejected = "member.rejected",
    MemberSuspended = "member.suspended",
    MemberRestored = "member.restored",
    MemberClosed = "member.closed",
    /// The contact data of an approved member changed.
    MemberEdited = "member.edited",
    StallSubmitted = "stall.submitted",
    StallApproved = "stall.approved",
    StallChangesRequested = "stall.changes_requested",
    StallRejected = "stall.rejected",
    StallSuspended = "stall.suspended",
    StallRestored = "stall.restored",
    StallClosed = "stall.closed",
    /// What buyers see of an open stall changed.
    StallEdited = "stall.edited",
    InquirySent = "inquiry.sent",
    StaffInvited = "staff.invited",
    StaffJoined = "staff.joined",
    StaffRemoved = "staff.removed",
}
