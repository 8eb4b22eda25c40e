// The loop's part: runs the callbacks that the store posts, with a deadline.
#pragma once

#include <catch2/catch.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "gateway/store/store.hpp"

namespace gatewarden {

class Answers {
 public:
  std::function<void(std::function<void()>)> post() {
    return [this](std::function<void()> callback) {
      {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(callback));
      }
      arrived_.notify_one();
    };
  }
  // Until `answer` holds something.
  void run_until(const std::optional<Result<void>>& answer) {
    while (!answer) {
      std::unique_lock lock(mutex_);
      REQUIRE(arrived_.wait_for(lock, std::chrono::seconds(30), [this] { return !posted_.empty(); }));
      auto callback = std::move(posted_.front());
      posted_.pop_front();
      lock.unlock();
      callback();
    }
  }
  Result<void> reserve(Store& store, std::uint64_t ceiling) {
    std::optional<Result<void>> answer;
    store.reserve_report_ids(ceiling, [&](Result<void> result) { answer = std::move(result); });
    run_until(answer);
    return *answer;
  }
  Result<void> flush(Store& store) {
    std::optional<Result<void>> answer;
    store.flush([&](Result<void> result) { answer = std::move(result); });
    run_until(answer);
    return *answer;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::function<void()>> posted_;
};

inline std::unique_ptr<Store> open_store(const std::filesystem::path& file, Answers& answers,
                                         Duration interval = std::chrono::seconds(1),
                                         Duration retry = std::chrono::seconds(30)) {
  auto store = Store::open(file, {answers.post(), interval, retry});
  if (!store) FAIL(store.error());
  return std::move(*store);
}

}  // namespace gatewarden
