// The protocols this program speaks: the one list of them, and who makes the links of each.
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

// What every link is given. Outlives the links.
struct LinkParts {
  boost::asio::io_context& io;
  Clock& clock;
  SampleSink& sink;
  Directory& directory;
  DeviceMemory& memory;
};
// Makes the links of one protocol, and owns what they share: it outlives them.
using LinkMaker = std::function<std::unique_ptr<Link>(const config::Link& link, std::uint64_t seed)>;

// For the fleet file.
const std::vector<const config::Protocol*>& protocols();
// Of a name that protocols() lists.
LinkMaker link_maker(std::string_view protocol, const LinkParts& parts);

}  // namespace gatewarden::app
