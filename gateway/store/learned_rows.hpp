// The rows of devices that were learned, and of those that were forgotten (FORMAT.md).
#pragma once

#include <cstddef>

#include "gateway/store/sql.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden {

// Of a file of this version of the tables. Both answer with SQLite's code; 0: all is well.
int read_learned_rows(SqlFile& file, std::size_t version, StoredState& state);
int write_learned_rows(SqlFile& file, const StateChanges& changes);  // within a transaction

}  // namespace gatewarden
