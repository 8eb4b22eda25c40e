// Who we are on a TLS connection, and whom we believe: the certificate, its key and the CA file in force.
//
// They are read, checked and kept in memory, and connections are made with these copies: a
// half-written file on the disk cannot break a reconnect. The files are read again by polling, which
// works on every file system and through swapped links (Kubernetes replaces a whole folder that way).
// A set that has stood unchanged for one look, is valid and fits together is taken; any other is
// refused, logged once, and the set in force goes on.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/tls/tls.hpp"

namespace gatewarden {

class ClientIdentity {
 public:
  static constexpr Duration kLookEvery = std::chrono::seconds(5);
  static constexpr std::chrono::days kWarnBefore{30};

  // `files` are those of the configuration.
  ClientIdentity(Tls files, WallTime now);

  // What to connect with: the copies, or the configured files while these never were
  // valid (the session then says why).
  const Tls& in_force() const { return in_force_; }

  // Reads the files (a few KB), warns once a day that the certificate expires soon. True: another set is in
  // force now, and the connection should be made anew with it.
  bool look(WallTime now);

  // For the operator; empty when all is well: "the certificate ... expires in 12 days (2026-03-04)".
  std::string concern(WallTime now) const;

 private:
  // In the order of Content::bytes: CA, certificate, key. Empty where none is configured.
  using Names = std::array<std::string, 3>;
  struct Content {
    std::array<std::string, 3> bytes;
    std::string fault;  // why one of the files cannot be used at all
    friend bool operator==(const Content&, const Content&) = default;
  };
  struct Set;  // a content that was found valid, and its copies

  Content read() const;
  Result<std::shared_ptr<const Set>> check(const Content& content, WallTime now);
  bool judge(WallTime now);
  std::string expiry(WallTime now) const;
  void remind(WallTime now);

  const Tls files_;
  const Names names_;
  Tls in_force_;
  std::shared_ptr<const Set> set_;  // null: never valid
  Content seen_;
  bool judged_ = false;                 // what was seen last
  std::string refused_;                 // why what was seen last is not in force
  std::optional<WallTime> valid_from_;  // of what was refused only because it is too early
  std::optional<WallTime> reminded_;
};

}  // namespace gatewarden
