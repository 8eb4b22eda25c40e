#include "gateway/status/serve/served_names.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/host_port.hpp"

namespace gatewarden::status {
namespace {

// One spelling for an address: "::ffff:10.0.0.5" is 10.0.0.5. Names in lower case, without the root's dot.
std::string canonical(std::string_view host) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(host), error);
  if (!error && address.is_v6() && address.to_v6().is_v4_mapped())
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
  if (!error) return address.to_string();
  std::string name = lower(host);
  if (name.ends_with('.')) name.pop_back();
  return name;
}

}  // namespace

ServedNames::ServedNames(const std::vector<std::string>& more) {
  for (const std::string& name : more) more_.push_back(canonical(name));
}

bool ServedNames::knows(std::string_view host, std::string_view arrived_at) const {
  const auto parsed = parse_host_port(host, 80);
  if (!parsed) return false;
  const std::string name = canonical(parsed->host);
  return name == "localhost" || name == canonical(arrived_at) ||
         std::find(more_.begin(), more_.end(), name) != more_.end();
}

}  // namespace gatewarden::status
