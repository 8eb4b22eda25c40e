// The store's file: opened anew after a failure, and set
// aside and begun anew if damaged. One thread at a time.
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

  // Forgets things without a report in kThingRetention before `now`, then reads all. After a loss
  // `now` is the unclean shutdown: all may just have been sent. The epoch switches both off.
  std::optional<DatabaseTrouble> read(StoredState& state, WallTime now);
  // One commit. A file begun anew also gets the highest known ceiling, by `changes`.
  std::optional<DatabaseTrouble> write(StateChanges& changes);
  void close() { database_.reset(); }

  const std::filesystem::path& path() const { return path_; }
  // Its content was unreadable. Any thread may ask.
  bool lost_ids() const { return lost_ids_; }

 private:
  std::optional<DatabaseTrouble> open();

  const std::filesystem::path path_;
  std::unique_ptr<Database> database_;  // null: open it before the next commit
  bool begun_anew_ = false;             // the file knows less than we do
  std::uint64_t ceiling_ = 0;           // the highest stored or asked for
  std::atomic<bool> lost_ids_ = false;
};

}  // namespace gatewarden
