//! Processes as they were published, back to the first.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use nazorg_core::finding::Source;
use rusqlite::params;

use super::Office;
use crate::Problem;
use crate::store::catalog::BundleFile;
use crate::store::moment;

/// A process as it was published once.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The process.
    pub process: String,
    /// Which publication of it, from 1.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// All the files that give it its meaning.
    pub sources: Vec<Arc<Source>>,
}

impl Office {
    /// Every version of a process that was ever published, or of all processes, the first first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn bundles(&self, process: Option<&str>) -> Result<Vec<Bundle>, Problem> {
        self.read(|work| {
            let mut statement = work.tx.prepare_cached(
                "SELECT d.name, d.version, p.at, p.by, d.body FROM documents d JOIN publications p ON p.number = d.publication
                 WHERE d.kind = 'process' AND (?1 IS NULL OR d.name = ?1) ORDER BY d.number",
            )?;
            let mut rows = statement.query(params![process])?;
            let mut bundles = Vec::new();
            while let Some(row) = rows.next()? {
                let files: Vec<BundleFile> = serde_json::from_str(&row.get::<_, String>(4)?)?;
                let source = |file: BundleFile| Arc::new(Source { path: file.path, text: file.text });
                bundles.push(Bundle {
                    process: row.get(0)?,
                    version: row.get(1)?,
                    at: moment(row.get(2)?)?,
                    by: row.get(3)?,
                    sources: files.into_iter().map(source).collect(),
                });
            }
            Ok(bundles)
        })
    }
}
