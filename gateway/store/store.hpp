// What must outlive a restart: the ceiling of report ids, when each thing was last sent for and what its
// counters read then, learned devices, what adapters remember of their devices.
//
// The loop tells, the store's own thread writes: at most one commit an interval, of each subject the latest.
// A call costs a lock and a map entry. Memory is bounded by the number of subjects (kMaxPendingChanges).
//
// When the file cannot be written the gateway goes on: changes stay in memory and are tried again, it is
// logged once, and health() says so. A damaged file is moved aside (state.db.corrupt-<time>) and a new one
// begun: the ids used before are then unknown (lost_ids()) and must be taken from the wall clock.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "gateway/base/result.hpp"
#include "gateway/store/store_settings.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden {

class StoreWriter;

class Store {
 public:
  using Done = std::function<void(Result<void>)>;

  // Reads everything, then starts the thread. An error is for the operator: no permission, or a file of a
  // later program. A full or failing disk is no error here but a failed store (health) that keeps trying.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, StoreSettings settings);
  ~Store();  // closes

  // What the file held when it was opened; empty when asked again.
  StoredState load();
  // What was stored could not be read, at the start or later: ids below the true ceiling may have been used.
  bool lost_ids() const;

  // `done` runs on the loop: success once the ceiling is on the disk, an error as soon as the store is known
  // to have failed (the ceiling is still written when it recovers). A lower ceiling changes nothing.
  void reserve_report_ids(std::uint64_t ceiling, Done done);
  void record_sent(const std::string& thing, ThingRecord record);
  // Said now and then while the gateway runs; record_stopped() in its place before close().
  void record_alive(WallTime now);
  void record_stopped() { record_alive(WallTime{}); }
  void record_learned(const LearnedChild& child);
  // An empty text forgets it.
  void record_device_memory(const std::string& thing, std::string text);
  void forget_learned(const std::string& link, const std::string& identity);

  // Commits what is pending without waiting for the interval.
  void flush(Done done);
  // Commits what is pending and ends the thread; blocks for one commit. Nothing is written afterwards.
  void close();

  StoreHealth health() const;

 private:
  explicit Store(std::unique_ptr<StoreWriter> writer);
  std::unique_ptr<StoreWriter> writer_;
};

}  // namespace gatewarden
