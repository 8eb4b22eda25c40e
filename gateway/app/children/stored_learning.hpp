// Stores what was learned and forgotten, and lets the links and the uplink know.
#pragma once

#include <functional>
#include <utility>

#include "gateway/app/children/learning_sink.hpp"
#include "gateway/app/children/stored_device_memory.hpp"
#include "gateway/store/store.hpp"

namespace gatewarden::app {

class StoredLearning final : public LearningSink {
 public:
  struct Calls {
    std::function<void()> wake;  // the uplink: a report may be due
    std::function<void(const std::string& link, DeviceId)> release;
  };
  StoredLearning(Store& store, StoredDeviceMemory& memory, Calls calls)
      : store_(store), memory_(memory), calls_(std::move(calls)) {}

  void learned(const LearnedChild& child) override {
    store_.record_learned(child);
    calls_.wake();
  }
  void leaving(const std::string& link, DeviceId device) override { calls_.release(link, device); }
  void forgotten(const ForgottenChild& child) override {
    memory_.forget(child.thing);
    store_.record_forgotten(child);
  }
  void dropped(const ForgottenChild& child) override { store_.drop_forgotten(child.thing); }
  void unlearned(const LearnedChild& child) override { store_.forget_learned(child.link, child.identity); }

 private:
  Store& store_;
  StoredDeviceMemory& memory_;
  const Calls calls_;
};

}  // namespace gatewarden::app
