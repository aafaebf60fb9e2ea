//! A stored picture as templates see it, and the addresses of its files.

use std::collections::HashMap;

use kernel::Ctx;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::{Format, Processed, hash};

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "picture")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub width: i32,
        pub height: i32,
        pub widths: String,
        pub colour: String,
        pub bytes: i64,
        pub created_at: ChronoDateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The widest file that is ever made.
const MAX_WIDTH: u32 = 1_600;

/// The address of one file: `/anh/{id}-{width}.{webp|jpg}`. Its content never changes, so it may be cached for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureAddress {
    pub id: String,
    pub width: u32,
    pub format: Format,
}

impl PictureAddress {
    /// Hexadecimal digits of an id.
    pub const ID_LENGTH: usize = 32;
    pub const PREFIX: &'static str = "/anh/";

    /// Reads what follows [`Self::PREFIX`]. Only the one spelling that we write ourselves is taken.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (stem, extension) = name.split_once('.')?;
        let (id, digits) = stem.split_once('-')?;
        let format = Format::ALL.into_iter().find(|format| format.extension() == extension)?;
        let width: u32 = digits.parse().ok()?;
        let address = Self { id: id.to_owned(), width, format };
        let hexadecimal = id.len() == Self::ID_LENGTH && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        // Writing it again refuses `+640` and `0640`.
        (hexadecimal && (1..=MAX_WIDTH).contains(&width) && address.file_name() == name).then_some(address)
    }

    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}-{}.{}", self.id, self.width, self.format.extension())
    }

    #[must_use]
    pub fn blob_key(&self) -> String {
        hash::key("public", &self.file_name())
    }
}

/// A picture that templates can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub id: String,
    /// Upright size of the upload: gives `<img>` its proportions before it loads.
    pub width: u32,
    pub height: u32,
    /// The widths that exist, smallest first; never empty.
    pub widths: Vec<u32>,
    /// `#rrggbb`, the background while it loads.
    pub colour: String,
}

impl Picture {
    /// The JPEG of the smallest width that is at least `width`, or of the largest there is.
    #[must_use]
    pub fn src(&self, width: u32) -> String {
        self.address(self.at_least(width), Format::Jpeg)
    }

    /// For `<img src>`: what a browser without `srcset` loads.
    #[must_use]
    pub fn fallback(&self) -> String {
        self.src(640)
    }

    #[must_use]
    pub fn srcset_webp(&self) -> String {
        self.srcset(Format::Webp)
    }

    #[must_use]
    pub fn srcset_jpeg(&self) -> String {
        self.srcset(Format::Jpeg)
    }

    fn srcset(&self, format: Format) -> String {
        let all = self.widths.iter().map(|&width| format!("{} {width}w", self.address(width, format)));
        all.collect::<Vec<_>>().join(", ")
    }

    fn at_least(&self, width: u32) -> u32 {
        let enough = self.widths.iter().copied().find(|&made| made >= width);
        enough.or_else(|| self.widths.last().copied()).unwrap_or(self.width)
    }

    fn address(&self, width: u32, format: Format) -> String {
        let file = PictureAddress { id: self.id.clone(), width, format };
        format!("{}{}", PictureAddress::PREFIX, file.file_name())
    }
}

impl From<&Processed> for Picture {
    fn from(made: &Processed) -> Self {
        Self {
            id: made.id.clone(),
            width: made.width,
            height: made.height,
            widths: made.widths(),
            colour: made.colour.clone(),
        }
    }
}

impl From<entity::Model> for Picture {
    fn from(row: entity::Model) -> Self {
        let mut widths: Vec<u32> = row.widths.split(' ').filter_map(|width| width.parse().ok()).collect();
        widths.sort_unstable();
        let side = |pixels: i32| u32::try_from(pixels).unwrap_or_default();
        Self { id: row.id, width: side(row.width), height: side(row.height), widths, colour: row.colour }
    }
}

/// Makes a stored picture known. The same picture again changes nothing.
pub async fn insert_picture(conn: &impl ConnectionTrait, ctx: &Ctx, made: &Processed) -> Result<(), DbErr> {
    let widths: Vec<String> = made.widths().iter().map(u32::to_string).collect();
    let row = entity::ActiveModel {
        id: Set(made.id.clone()),
        width: Set(side(made.width)),
        height: Set(side(made.height)),
        widths: Set(widths.join(" ")),
        colour: Set(made.colour.clone()),
        bytes: Set(i64::try_from(made.bytes).unwrap_or(i64::MAX)),
        created_at: Set(ctx.now),
    };
    entity::Entity::insert(row).on_conflict_do_nothing_on([entity::Column::Id]).exec_without_returning(conn).await?;
    Ok(())
}

/// A side is at most [`crate::MAX_SIDE`].
fn side(pixels: u32) -> i32 {
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// The pictures that are known among `ids`, by id.
pub async fn find_pictures(conn: &impl ConnectionTrait, ids: &[String]) -> Result<HashMap<String, Picture>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted = entity::Column::Id.is_in(ids.iter().map(String::as_str));
    let rows = entity::Entity::find().filter(wanted).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row.into())).collect())
}
