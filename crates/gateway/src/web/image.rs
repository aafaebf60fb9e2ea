//! A picture as a template shows it: addresses for the widths that the place needs, proportions, alternative text.

use media::{Format, Picture, PictureAddress};
use search_indexer::PhotoRef;

#[derive(Debug, Clone)]
pub struct Image {
    picture: Picture,
    pub alt: String,
}

impl Image {
    #[must_use]
    pub fn new(picture: &Picture, alt: impl Into<String>) -> Self {
        Self { picture: picture.clone(), alt: alt.into() }
    }

    #[must_use]
    pub fn indexed(photo: &PhotoRef) -> Self {
        let picture = Picture {
            id: photo.id.clone(),
            width: photo.width,
            height: photo.height,
            widths: photo.widths.clone(),
            colour: photo.colour.clone(),
        };
        Self { picture, alt: photo.alt.clone() }
    }

    #[must_use]
    pub fn width(&self) -> u32 {
        self.picture.width
    }

    #[must_use]
    pub fn height(&self) -> u32 {
        self.picture.height
    }

    /// On cards: two widths are enough for two columns on a phone and four on a desk.
    #[must_use]
    pub fn card_webp(&self) -> String {
        let small = self.at_least(160);
        let large = self.at_least(320);
        if small == large {
            return self.address(large, Format::Webp);
        }
        format!("{} {small}w,{} {large}w", self.address(small, Format::Webp), self.address(large, Format::Webp))
    }

    /// Small and round, or beside a line.
    #[must_use]
    pub fn small_webp(&self) -> String {
        self.address(self.at_least(160), Format::Webp)
    }

    /// Every width there is.
    #[must_use]
    pub fn full_webp(&self) -> String {
        self.picture.srcset_webp()
    }

    /// JPEG for browsers that do not know WebP.
    #[must_use]
    pub fn jpeg(&self, width: u32) -> String {
        self.picture.src(width)
    }

    fn at_least(&self, width: u32) -> u32 {
        let widths = &self.picture.widths;
        widths.iter().copied().find(|&made| made >= width).or_else(|| widths.last().copied()).unwrap_or(width)
    }

    fn address(&self, width: u32, format: Format) -> String {
        let file = PictureAddress { id: self.picture.id.clone(), width, format };
        format!("{}{}", PictureAddress::PREFIX, file.file_name())
    }
}
