// The store's file while it is in use: opened anew after each failure, and where it is damaged set aside and
// begun anew. One thread at a time reads and writes it.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "gateway/store/database.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden {

class StoreFile {
 public:
  explicit StoreFile(std::filesystem::path path) : path_(std::move(path)) {}

  // Everything it holds, but not the things without a report in kThingRetention before `now`. After a loss everything may
  // just have been sent, so `now` is the unclean shutdown. The epoch for `now` switches both off.
  std::optional<DatabaseTrouble> read(StoredState& state, WallTime now);
  // One commit. A file begun anew also gets the highest ceiling known, which `changes` then holds as well.
  std::optional<DatabaseTrouble> write(StateChanges& changes);
  void close() { database_.reset(); }

  const std::filesystem::path& path() const { return path_; }
  // What it held could not be read. Any thread may ask.
  bool lost_ids() const { return lost_ids_; }

 private:
  std::optional<DatabaseTrouble> open();

  const std::filesystem::path path_;
  std::unique_ptr<Database> database_;  // nothing: to be opened (again) before the next commit
  bool begun_anew_ = false;             // the file is younger than what we know
  std::uint64_t ceiling_ = 0;           // the highest ever stored or asked for
  std::atomic<bool> lost_ids_ = false;
};

}  // namespace gatewarden
