// The versions of the store's tables (PRAGMA user_version, FORMAT.md): step i leads from version i to i + 1.
// Steps are added, never edited.
#pragma once

#include <array>
#include <cstddef>

namespace gatewarden {

inline constexpr std::array kTableSteps = {
    "CREATE TABLE gateway (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE thing (name TEXT PRIMARY KEY, last_report_id INTEGER NOT NULL,"
    "  last_sent_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE learned (link TEXT NOT NULL, identity TEXT NOT NULL, thing TEXT NOT NULL,"
    "  profile TEXT NOT NULL, PRIMARY KEY (link, identity)) STRICT, WITHOUT ROWID;",
    // What the counters read when the last report closed.
    "ALTER TABLE thing ADD COLUMN counters TEXT NOT NULL DEFAULT '';",
    // What adapters remember of their devices.
    "CREATE TABLE device_memory (thing TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;",
    // How long devices have been silent.
    "ALTER TABLE thing ADD COLUMN seen_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE thing ADD COLUMN awaited_ms INTEGER NOT NULL DEFAULT 0;",
    // What is left of learned devices that were forgotten.
    "CREATE TABLE forgotten (thing TEXT PRIMARY KEY, link TEXT NOT NULL, identity TEXT NOT NULL,"
    "  last_report_id INTEGER NOT NULL, last_sent_ms INTEGER NOT NULL,"
    "  forgotten_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
};

// On a read-only disk nothing can be updated: versions from this one on are read as they are.
inline constexpr std::size_t kOldestAsItIs = 3;
inline constexpr std::size_t kSilenceSince = 4, kForgottenSince = 5;

}  // namespace gatewarden
