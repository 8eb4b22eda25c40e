#include "gateway/base/name_lookups.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "gateway/base/errands.hpp"

namespace gatewarden {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

error_code error_of(int result) {
  switch (result) {
    case 0:
      return {};
    case EAI_AGAIN:
      return asio::error::host_not_found_try_again;
    case EAI_FAIL:
      return asio::error::no_recovery;
    case EAI_MEMORY:
      return asio::error::no_memory;
    case EAI_SYSTEM:
      return {errno, boost::system::system_category()};
    default:
      return asio::error::host_not_found;
  }
}

FoundAddresses ask_system(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  FoundAddresses found;
  found.error = error_of(::getaddrinfo(host.c_str(), nullptr, &wanted, &list));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, &::freeaddrinfo);
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    tcp::endpoint address;
    if (each->ai_addrlen > address.capacity()) continue;
    std::memcpy(address.data(), each->ai_addr, each->ai_addrlen);
    address.resize(each->ai_addrlen);
    address.port(port);
    found.addresses.push_back(address);
  }
  return found;
}

Errands::Share share_of(NameLookups::Asker asker) {
  static constexpr std::array<Errands::Share, 3> kShares{
      {{"names of the uplink", 8}, {"names of local brokers", 16}, {"names of devices", 32}}};
  return kShares[static_cast<std::size_t>(asker)];
}

}  // namespace

asio::io_context::id NameLookups::id;

NameLookups::NameLookups(asio::io_context& io)
    : asio::io_context::service(io), io_(io), system_(ask_system) {}

void NameLookups::start(Asker asker, const std::string& host, std::uint16_t port, Duration patience,
                        std::function<void(FoundAddresses)> found) {
  error_code no_literal;
  const auto literal = asio::ip::make_address(host, no_literal);
  if (!no_literal) {
    asio::post(io_, [address = tcp::endpoint(literal, port), found = std::move(found)] {
      found({{}, {address}});
    });
    return;
  }
  const Errands::Share share = share_of(asker);
  run_errand<FoundAddresses>(
      io_, share, std::string(share.name) + ": " + host, patience,
      [system = system_, host, port] { return system(host, port); },
      [found = std::move(found)](std::optional<FoundAddresses> brought) {
        found(brought ? std::move(*brought) : FoundAddresses{asio::error::host_not_found_try_again, {}});
      });
}

}  // namespace gatewarden
