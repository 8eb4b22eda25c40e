// A part of this component's configuration, read from the nucleus: at the start, and again whenever it changes. Has a
// connection of its own, which is opened anew for as long as it takes: the nucleus may just be starting, too, and lite
// gives up a component that ends three times within an hour.
//
// Lite's answers hold 10,000 bytes. What does not come as a whole is asked for by the keys below it, so that each has as
// much room; others that stand beside them are not seen then.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/backoff.hpp"
#include "gateway/greengrass/component.hpp"
#include "gateway/greengrass/ipc_connection.hpp"

namespace gatewarden::greengrass {

class ComponentConfiguration {
 public:
  struct Wanted {
    std::string key;                      // "fleet"
    std::vector<std::string> keys_below;  // that it may have
  };
  // From the loop: once at the start, then for each change. Indented JSON; empty if there is no such key.
  using Read = std::function<void(const std::string& text)>;

  // Destroy it before `component`'s loop and clock.
  ComponentConfiguration(std::shared_ptr<Component> component, Wanted wanted, Read read);
  ~ComponentConfiguration();
  ComponentConfiguration(const ComponentConfiguration&) = delete;
  ComponentConfiguration& operator=(const ComponentConfiguration&) = delete;

  // A deployment is an event for each leaf that it changes.
  static constexpr Duration kGather = std::chrono::milliseconds(500);

 private:
  using Json = nlohmann::json;

  void connect();
  void up();
  void ask();
  void request(std::string_view operation, std::string_view model, const std::vector<std::string>& key_path);
  void heard(const Frame& frame);
  void heard_of_change(const Frame& frame);
  void answered(const Frame& frame, const std::vector<std::string>& key_path);
  void collected();
  void failed(const std::string& why);
  void ended(const std::string& why, bool token_dead);
  void once_more();

  const std::shared_ptr<Component> component_;
  const Wanted wanted_;
  const Read read_;
  std::shared_ptr<IpcConnection> connection_;
  Backoff backoff_;
  std::unique_ptr<Timer> again_;
  std::int32_t last_stream_ = 0;
  std::int32_t updates_ = 0;  // the stream of the subscription; 0: not asked for
  std::map<std::int32_t, std::vector<std::string>> asked_;  // by stream
  bool subscribed_ = false;
  bool in_parts_ = false;
  struct {
    std::optional<Json> found;
    std::string failed;    // why it is of no use
    bool changed = false;  // since it was asked for
  } answer_;
  std::optional<std::string> told_;
  bool complained_ = false;
};

}  // namespace gatewarden::greengrass
