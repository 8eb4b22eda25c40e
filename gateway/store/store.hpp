// What must outlive a restart: the ceiling of report ids, each thing's
// last send and counters, learned and forgotten devices, adapters' memories of devices.
//
// The store's thread writes at most once an interval, the latest of each subject.
// A call costs a lock and a map entry. kMaxPendingChanges bounds the memory.
//
// If writing fails the gateway goes on: changes stay in memory and are tried again; the log says it once, and
// health(). A damaged file is moved aside (state.db.corrupt-<time>) and a new one begun: used ids are then
// unknown (lost_ids()), and ids must begin above the wall clock and the ceiling's copy (StoreSettings).
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

  // Reads everything, then starts the thread. Errors are for the operator: no permission, or a later
  // program's file. With a full, failing or read-only disk the store is failed (health) and keeps trying.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, StoreSettings settings);
  ~Store();  // closes

  // What the file held when opened; empty when asked again.
  StoredState load();
  // Stored data was lost, at the start or later: ids below the true ceiling may have been used. Also if it vanished.
  bool lost_ids() const;

  // `done` runs on the loop: success once the ceiling is on disk, in the file or in its copy; an error if it is in
  // neither (it is written when the store recovers). A lower ceiling changes nothing.
  void reserve_report_ids(std::uint64_t ceiling, Done done);
  void record_sent(const std::string& thing, ThingRecord record);
  // Now and then while the gateway runs; record_stopped() instead before close().
  void record_alive(WallTime now);
  void record_stopped() { record_alive(WallTime{}); }
  void record_learned(const LearnedChild& child);  // and of it as forgotten nothing is kept any more
  // Its record, its device's memory and that it was learned go; `child` stays, until drop_forgotten().
  void record_forgotten(const ForgottenChild& child);
  void drop_forgotten(const std::string& thing);
  // An empty text forgets it.
  void record_device_memory(const std::string& thing, std::string text);
  void forget_learned(const std::string& link, const std::string& identity);

  // Commits at once.
  void flush(Done done);
  // Commits and ends the thread; blocks for one commit. Then nothing is written.
  void close();

  StoreHealth health() const;

 private:
  explicit Store(std::unique_ptr<StoreWriter> writer);
  std::unique_ptr<StoreWriter> writer_;
};

}  // namespace gatewarden
