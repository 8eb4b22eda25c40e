// A thread for Paho's blocking calls, one after another. Clients must never be created and destroyed at the
// same time (the last one tears down global state), so all use this thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/base/background_thread.hpp"

namespace gatewarden::mqtt {

class PahoWorker {
 public:
  PahoWorker() : thread_(background_thread([this] { run(); })) {}
  // Finishes all posted tasks, then joins.
  ~PahoWorker() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  PahoWorker(const PahoWorker&) = delete;
  PahoWorker& operator=(const PahoWorker&) = delete;

  void post(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      task = nullptr;  // frees what it holds outside the lock
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace gatewarden::mqtt
