//! An address that leads nowhere.

use crate::AppError;

pub async fn missing() -> AppError {
    AppError::NotFound
}
