// The running links: made from the fleet file, changed by difference, stopped together. The one place that
// knows every protocol's factory.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/host/host_link.hpp"
#include "adapters/modbus/poll/modbus_master.hpp"
#include "gateway/app/population.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/sample/directory.hpp"

namespace gatewarden::app {

class Links {
 public:
  // The gateway's own health, for its report: 1 all well, 0 not; nothing: not known.
  using Health = std::function<std::optional<double>()>;
  Links(boost::asio::io_context& io, Clock& clock, SampleSink& sink, Directory& directory,
        DeviceMemory& memory, Health health, std::uint64_t seed);
  ~Links();

  // A link whose settings did not change keeps its connection; a device whose
  // assignment did not change its state.
  void apply(const config::Fleet& fleet, const Population& population);
  void stop();  // takes nothing in after it returns

  const Link* find(std::string_view name) const;
  const std::map<std::string, std::unique_ptr<Link>, std::less<>>& all() const { return links_; }

 private:
  std::unique_ptr<Link> make(const config::Link& link);
  void apply_host(const config::Fleet& fleet, const Population& population);

  Clock& clock_;
  SampleSink& sink_;
  Directory& directory_;
  Health health_;
  std::uint64_t seed_;
  modbus::ModbusMaster modbus_;
  mqtt::SessionFactory brokers_;
  std::map<std::string, std::string, std::less<>> fingerprints_;
  std::map<std::string, std::unique_ptr<Link>, std::less<>> links_;
};

}  // namespace gatewarden::app
