#include "gateway/store/store_writer.hpp"

#include <algorithm>

#include "gateway/base/background_thread.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden {

std::optional<DatabaseTrouble> StoreWriter::begin() {
  auto trouble = file_.read(state_, settings_.opened);
  if (trouble && may_pass(*trouble)) note(trouble);
  return trouble;
}

void StoreWriter::start() {
  thread_ = background_thread([this] { run(); });
}

void StoreWriter::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  file_.close();
}

void StoreWriter::run() {
  SteadyTime next{};
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !pending_.empty() || !waiting_.empty(); });
    wake_.wait_until(lock, next, [this] { return stopping_ || hurry_; });
    const bool last = stopping_;
    hurry_ = false;
    auto changes = std::exchange(pending_, {});
    auto waiting = std::exchange(waiting_, {});
    committing_ = changes.size();
    lock.unlock();

    const auto begun = std::chrono::steady_clock::now();
    const auto trouble = file_.write(changes);
    const auto ended = std::chrono::steady_clock::now();
    next = begun + (trouble ? settings_.retry_interval : settings_.commit_interval);
    note(trouble);

    lock.lock();
    if (trouble) pending_.fill_in(std::move(changes));
    committing_ = 0;
    health_.last_commit = ended - begun;
    lock.unlock();
    answer(std::move(waiting), trouble);
    if (last) return;
    lock.lock();
  }
}

// Logs once that the store failed, and once that it recovered.
void StoreWriter::note(const std::optional<DatabaseTrouble>& trouble) {
  bool turned = false;
  {
    const std::lock_guard lock(mutex_);
    turned = health_.failed != trouble.has_value();
    health_.failed = trouble.has_value();
    health_.why = trouble ? trouble->text : "";
    ++(trouble ? health_.failures : health_.commits);
  }
  if (turned && trouble) {
    log::error(
        "store", "store_failed",
        {{"why", trouble->text},
         {"now",
          "going on in memory: a restart would forget send times and counters; report ids stay unique"}});
  } else if (turned) {
    log::warning("store", "store_recovered", {{"file", file_.path().string()}});
  }
}

void StoreWriter::answer(std::vector<Waiting> waiting, const std::optional<DatabaseTrouble>& trouble) {
  for (Waiting& one : waiting) {
    if (!one.done) continue;
    const bool failed = one.for_ceiling ? !file_.ceiling_is_safe() : trouble.has_value();
    const auto why = [&] {
      return trouble ? trouble->text : file_.path().string() + ": the lock beside it cannot be written";
    };
    auto result = failed ? Result<void>(Error{why()}) : Result<void>();
    settings_.post([done = std::move(one.done), result = std::move(result)] { done(result); });
  }
}

// `prepare` and the wish become visible together: a commit between them would take one without the other.
template <class Prepare>
void StoreWriter::wait_for_commit(Waiting one, Prepare prepare) {
  Done refused;
  {
    const std::lock_guard lock(mutex_);
    prepare();
    if (stopping_) {
      refused = std::move(one.done);
    } else {
      waiting_.push_back(std::move(one));
    }
  }
  wake_.notify_one();
  if (refused) {
    settings_.post(
        [refused = std::move(refused), f = file_.path().string()] { refused(Error{f + ": closed"}); });
  }
}

void StoreWriter::reserve(std::uint64_t ceiling, Done done) {
  wait_for_commit({std::move(done), true}, [&] {
    pending_.ceiling = std::max(pending_.ceiling.value_or(0), ceiling);
    hurry_ |= health_.failed;  // ids do not wait for the next attempt: the ceiling has a second place
  });
}

void StoreWriter::flush(Done done) {
  wait_for_commit({std::move(done), false}, [&] { hurry_ = true; });
}

StoreHealth StoreWriter::health() const {
  const std::lock_guard lock(mutex_);
  StoreHealth health = health_;
  health.pending = pending_.size() + committing_;
  return health;
}

}  // namespace gatewarden
