// What adapters remember of devices, kept by the store.
#pragma once

#include <string>
#include <unordered_map>

#include "gateway/sample/directory.hpp"
#include "gateway/store/store.hpp"

namespace gatewarden::app {

class StoredDeviceMemory final : public DeviceMemory {
 public:
  StoredDeviceMemory(Store& store, std::unordered_map<std::string, std::string> stored)
      : store_(store), texts_(std::move(stored)) {}

  std::string recall(const std::string& thing) const override {
    const auto found = texts_.find(thing);
    return found == texts_.end() ? std::string() : found->second;
  }
  void remember(const std::string& thing, std::string text) override {
    store_.record_device_memory(thing, text);
    texts_[thing] = std::move(text);
  }
  // The store forgets all of that thing.
  void forget(const std::string& thing) { texts_.erase(thing); }
  // Forgets things that left the fleet, but not silent ones: their device may have been
  // replaced, which must be noticed.
  template <class IsServed>
  void keep_only(IsServed is_served) {
    for (auto each = texts_.begin(); each != texts_.end();) {
      if (is_served(each->first)) {
        ++each;
        continue;
      }
      store_.record_device_memory(each->first, "");
      each = texts_.erase(each);
    }
  }

 private:
  Store& store_;
  std::unordered_map<std::string, std::string> texts_;
};

}  // namespace gatewarden::app
