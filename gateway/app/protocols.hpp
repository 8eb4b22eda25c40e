// The one list of the program's protocols, and their links' makers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "gateway/config/protocol.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::app {

// For every link; outlives them.
struct LinkParts {
  boost::asio::io_context& io;
  Clock& clock;
  SampleSink& sink;
  Directory& directory;
  DeviceMemory& memory;
};
// Makes a protocol's links. It owns what they share and outlives them.
using LinkMaker = std::function<std::unique_ptr<Link>(const config::Link& link, std::uint64_t seed)>;

const std::vector<const config::Protocol*>& protocols();
// For the fleet file: the protocols, and what the host's adapter offers.
config::Adapters adapters();
// `protocol`: one that protocols() lists.
LinkMaker link_maker(std::string_view protocol, const LinkParts& parts);

}  // namespace gatewarden::app
