// Makes a process's Modbus links and owns what they share: the tick and the read plans. The composition owns
// one; it outlives its links.
#pragma once

#include <any>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::modbus {

struct MasterParts;

class ModbusMaster {
 public:
  // `memory` outlives it; without one, each run knows no device. `seed`: of the jitter; nothing: of the system.
  ModbusMaster(Clock& clock, boost::asio::io_context& io, DeviceMemory* memory = nullptr,
               std::optional<std::uint64_t> seed = std::nullopt);
  ~ModbusMaster();

  // `settings`: what protocol().link read (config::Link::settings); else throws std::bad_any_cast.
  // The sink outlives the link.
  std::unique_ptr<Link> link(std::string name, const std::any& settings, SampleSink& sink);

 private:
  boost::asio::io_context& io_;
  std::unique_ptr<MasterParts> parts_;
};

}  // namespace gatewarden::modbus
