#include "gateway/store/store_writer.hpp"

#include <algorithm>

#include "gateway/base/background_thread.hpp"
#include "gateway/base/log.hpp"
#include "gateway/store/set_aside.hpp"

namespace gatewarden {

std::optional<DatabaseTrouble> StoreWriter::open_database() {
  auto trouble = Database::open(file_, database_);
  if (!trouble || trouble->kind != DatabaseTrouble::Kind::damaged) return trouble;
  auto aside = set_aside(file_);
  if (!aside) return DatabaseTrouble{DatabaseTrouble::Kind::unavailable, aside.error()};
  log::error("store", "damaged_file_set_aside", {{"why", trouble->text}, {"kept_as", *aside}});
  {
    const std::lock_guard lock(mutex_);
    lost_ids_ = true;
  }
  begun_anew_ = true;
  return Database::open(file_, database_);
}

std::optional<DatabaseTrouble> StoreWriter::begin() {
  auto trouble = open_database();
  if (!trouble && settings_.opened != WallTime{}) {
    // A full disk refuses even this, and can still be read.
    (void)database_->forget_unsent(kThingRetention, settings_.opened);
  }
  if (!trouble) trouble = database_->read(state_);
  ceiling_ = state_.report_id_ceiling;
  lost_ids_ = lost_ids_ || trouble;
  // Whatever the file held of sends is unknown: they may have been a moment ago.
  if (lost_ids_ && settings_.opened != WallTime{}) state_.unclean_shutdown = settings_.opened;
  if (!trouble) return trouble;
  database_.reset();
  if (trouble->kind == DatabaseTrouble::Kind::unavailable) note(trouble);
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
  database_.reset();
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
    const auto trouble = write(changes);
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

std::optional<DatabaseTrouble> StoreWriter::write(StateChanges& changes) {
  if (changes.empty() && database_) return std::nullopt;
  if (changes.ceiling) ceiling_ = std::max(ceiling_, *changes.ceiling);
  for (bool again = false;; again = true) {
    if (!database_) {
      if (auto trouble = open_database()) return trouble;
    }
    if (begun_anew_ && ceiling_ > 0) changes.ceiling = ceiling_;
    auto trouble = database_->commit(changes);
    if (!trouble) {
      begun_anew_ = false;
      return std::nullopt;
    }
    database_.reset();  // a failed file is opened anew: that is where damage is found and healed
    if (again || trouble->kind != DatabaseTrouble::Kind::damaged) return trouble;
  }
}

// Says it once when the store fails and once when it is well again.
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
        {{"why", trouble->text}, {"now", "going on in memory: a restart would forget ids and send times"}});
  } else if (turned) {
    log::warning("store", "store_recovered", {{"file", file_.string()}});
  }
}

void StoreWriter::answer(std::vector<Done> waiting, const std::optional<DatabaseTrouble>& trouble) {
  for (auto& done : waiting) {
    if (!done) continue;
    auto result = trouble ? Result<void>(Error{trouble->text}) : Result<void>();
    settings_.post([done = std::move(done), result = std::move(result)] { done(result); });
  }
}

void StoreWriter::reserve(std::uint64_t ceiling, Done done) {
  std::string why;
  Done refused;
  {
    const std::lock_guard lock(mutex_);
    pending_.ceiling = std::max(pending_.ceiling.value_or(0), ceiling);
    if (health_.failed || stopping_) {
      why = health_.failed ? health_.why : file_.string() + ": closed";
      refused = std::move(done);
    } else {
      waiting_.push_back(std::move(done));
    }
  }
  wake_.notify_one();
  if (refused) settings_.post([refused = std::move(refused), why] { refused(Error{why}); });
}

void StoreWriter::flush(Done done) {
  Done refused;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      refused = std::move(done);
    } else {
      hurry_ = true;
      waiting_.push_back(std::move(done));
    }
  }
  wake_.notify_one();
  if (refused) {
    settings_.post([refused = std::move(refused), f = file_.string()] { refused(Error{f + ": closed"}); });
  }
}

StoreHealth StoreWriter::health() const {
  const std::lock_guard lock(mutex_);
  StoreHealth health = health_;
  health.pending = pending_.size() + committing_;
  return health;
}

}  // namespace gatewarden
