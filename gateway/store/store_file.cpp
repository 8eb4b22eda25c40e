#include "gateway/store/store_file.hpp"

#include <algorithm>

#include "gateway/base/log.hpp"
#include "gateway/store/set_aside.hpp"
#include "gateway/store/store_settings.hpp"

namespace gatewarden {

std::optional<DatabaseTrouble> StoreFile::open() {
  auto trouble = Database::open(path_, database_);
  if (!trouble || trouble->kind != DatabaseTrouble::Kind::damaged) return trouble;
  auto aside = set_aside(path_);
  if (!aside) return DatabaseTrouble{DatabaseTrouble::Kind::unavailable, aside.error()};
  log::error("store", "damaged_file_set_aside", {{"why", trouble->text}, {"kept_as", *aside}});
  lost_ids_ = true;
  begun_anew_ = true;
  return Database::open(path_, database_);
}

std::optional<DatabaseTrouble> StoreFile::read(StoredState& state, WallTime now) {
  auto trouble = open();
  if (!trouble && now != WallTime{}) {
    // A full disk refuses even this, and can still be read.
    (void)database_->forget_unsent(kThingRetention, now);
  }
  if (!trouble) trouble = database_->read(state);
  ceiling_ = state.report_id_ceiling;
  if (trouble) {
    lost_ids_ = true;
    close();
  }
  // The last sends are unknown: they may be a moment ago.
  if (lost_ids_ && now != WallTime{}) state.unclean_shutdown = now;
  return trouble;
}

std::optional<DatabaseTrouble> StoreFile::write(StateChanges& changes) {
  if (changes.empty() && database_) return std::nullopt;
  if (changes.ceiling) ceiling_ = std::max(ceiling_, *changes.ceiling);
  for (bool again = false;; again = true) {
    if (!database_) {
      if (auto trouble = open()) return trouble;
    }
    if (begun_anew_ && ceiling_ > 0) changes.ceiling = ceiling_;
    auto trouble = database_->commit(changes);
    if (!trouble) {
      begun_anew_ = false;
      return std::nullopt;
    }
    close();  // opening anew finds damage and heals it
    if (again || trouble->kind != DatabaseTrouble::Kind::damaged) return trouble;
  }
}

}  // namespace gatewarden
