// The store's thread: takes the loop's changes and commits them in groups.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/store/store_file.hpp"
#include "gateway/store/store_settings.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden {

// Owns the file and the thread. Below `mutex_`: shared with the loop, locked for moments
// only. The rest belongs to the opening thread until start(), then to the store's.
class StoreWriter {
 public:
  using Done = std::function<void(Result<void>)>;

  StoreWriter(std::filesystem::path file, StoreSettings settings)
      : file_(std::move(file), settings.ceiling), settings_(std::move(settings)) {}
  ~StoreWriter() { stop(); }

  std::optional<DatabaseTrouble> begin();
  void start();
  void stop();

  template <class Change>
  void change(Change apply) {
    {
      const std::lock_guard lock(mutex_);
      if (pending_.size() >= kMaxPendingChanges) {
        ++health_.dropped;
        return;
      }
      apply(pending_);
    }
    wake_.notify_one();
  }
  void reserve(std::uint64_t ceiling, Done done);
  void flush(Done done);
  StoreHealth health() const;
  StoredState take_state() { return std::exchange(state_, {}); }
  bool lost_ids() const { return file_.lost_ids(); }

 private:
  void run();
  void note(const std::optional<DatabaseTrouble>& trouble);
  struct Waiting {
    Done done;
    bool for_ceiling;
  };
  template <class Prepare>
  void wait_for_commit(Waiting one, Prepare prepare);
  void answer(std::vector<Waiting> waiting, const std::optional<DatabaseTrouble>& trouble);

  StoreFile file_;
  const StoreSettings settings_;
  StoredState state_;
  std::thread thread_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  StateChanges pending_;
  std::size_t committing_ = 0;    // out of pending_, not yet on the disk
  std::vector<Waiting> waiting_;  // for the next commit
  bool hurry_ = false;
  bool stopping_ = false;
  StoreHealth health_;
};

}  // namespace gatewarden
