#include "gateway/tls/secret_readers.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace gatewarden;

namespace {

constexpr uid_t kGateway = 990, kAlice = 1000;
constexpr gid_t kOurs = 990, kStaff = 50, kFsGroup = 70'000, kForeign = 80'000;

// A site with the group staff, of which alice is a member, and one of the gateway's own.
class Site final : public UserDatabase {
 public:
  std::string user(uid_t user) const override { return user == kAlice ? "alice" : ""; }
  Group group(gid_t group, uid_t but_for) const override {
    CHECK(but_for == kGateway);
    if (group == kStaff) return {"staff", {"alice"}};
    if (group == kOurs) return {"gatewarden", {}};
    return {group == 0 ? "root" : "", {}};
  }
  bool lists_others(uid_t but_for) const override {
    CHECK(but_for == kGateway);
    return others;
  }
  bool others = true;
};

std::string others(const FileRights& rights, const Site& site = {}) {
  return other_readers(rights, {.user = kGateway, .groups = {kOurs, kStaff, kFsGroup}}, site);
}

FileRights of(uid_t owner, gid_t group, mode_t mode) {
  return {.owner = owner, .group = group, .mode = mode};
}

struct Entry {
  std::uint16_t tag, rights;
  std::uint32_t id = 0xffffffff;
};
constexpr std::uint16_t kOwner = 1, kUser = 2, kOwningGroup = 4, kGroup = 8, kMask = 16, kOther = 32;

std::string list(const std::vector<Entry>& entries) {
  std::string bytes("\2\0\0\0", 4);
  const auto put = [&](std::uint32_t number, int size) {
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i));
  };
  for (const Entry& entry : entries) put(entry.tag, 2), put(entry.rights, 2), put(entry.id, 4);
  return bytes;
}

FileRights with_list(const std::vector<Entry>& entries, mode_t mode = 0440) {
  FileRights rights = of(0, 0, mode);
  rights.access_list = list(entries);
  return rights;
}

}  // namespace

TEST_CASE("a file of ours or of root's that only its owner may read is closed") {
  CHECK(others(of(kGateway, kStaff, 0600)).empty());
  CHECK(others(of(kGateway, kStaff, 0400)).empty());
  CHECK(others(of(0, kStaff, 0400)).empty());
  CHECK(others(of(0, kStaff, 0711)).empty());  // to execute is not to read
}

TEST_CASE("a file of another user is open to that user, whatever its mode") {
  CHECK(others(of(kAlice, kOurs, 0400)) == "the user alice");
  CHECK(others(of(1234, kOurs, 0400)) == "the user 1234");
}

TEST_CASE("a file that others may read or write is open to everybody") {
  CHECK(others(of(0, 0, 0444)) == "everybody");
  CHECK(others(of(kGateway, kOurs, 0602)) == "everybody");
  FileRights credential = of(0, 0, 0444);
  credential.is_credential = true;
  CHECK(others(credential) == "everybody");
}

TEST_CASE("a secret mounted in memory may be readable by others in an image that has no others") {
  Site image;
  image.others = false;
  FileRights mounted = of(0, 0, 0444);
  mounted.in_memory = true;
  CHECK(others(mounted, image).empty());                // Docker's mode
  CHECK(others(mounted) == "everybody");                // another image, or a machine
  CHECK(others(of(0, 0, 0444), image) == "everybody");  // on a disk
  mounted.mode = 0644;                                  // Kubernetes'
  CHECK(others(mounted, image).empty());
  mounted.mode = 0646;
  CHECK(others(mounted, image) == "everybody");
  mounted = of(kAlice, 0, 0444);
  mounted.in_memory = true;
  CHECK(others(mounted, image) == "the user alice");
}

TEST_CASE("a group that has nobody else may read: ours, root's, and Kubernetes' fsGroup") {
  CHECK(others(of(0, kOurs, 0440)).empty());
  CHECK(others(of(kGateway, 0, 0640)).empty());
  CHECK(others(of(0, kFsGroup, 0440)).empty());
}

TEST_CASE("a group with other members, or one that is not ours, may not") {
  CHECK(others(of(0, kStaff, 0440)) == "the group staff (alice)");
  CHECK(others(of(0, kStaff, 0420)) == "the group staff (alice)");
  CHECK(others(of(kGateway, kForeign, 0640)) == "the group 80000");
}

TEST_CASE("the group's bits of a file with an access list are its mask: its entries count") {
  const Entry owner{kOwner, 4}, nobody{kOther, 0}, mask{kMask, 4};
  CHECK(others(with_list({owner, {kUser, 4, kGateway}, {kOwningGroup, 0}, mask, nobody})).empty());
  CHECK(others(with_list({owner, {kUser, 4, kAlice}, {kOwningGroup, 0}, mask, nobody})) == "the user alice");
  CHECK(others(with_list({owner, {kOwningGroup, 0}, {kGroup, 4, kFsGroup}, mask, nobody})).empty());
  CHECK(others(with_list({owner, {kOwningGroup, 0}, {kGroup, 6, kStaff}, mask, nobody})) ==
        "the group staff (alice)");
  CHECK(others(with_list({owner, {kUser, 4, kAlice}, {kGroup, 4, kStaff}, {kMask, 1}, nobody})).empty());
  CHECK(others(with_list({owner, {kUser, 4, kAlice}, {kGroup, 4, kStaff}, mask, nobody}, 0400)).empty());
  CHECK(others(with_list({owner, {kUser, 4, kAlice}, {kGroup, 4, kStaff}, mask, nobody})) ==
        "the user alice and the group staff (alice)");

  FileRights owned_by_staff = with_list({owner, {kOwningGroup, 4}, mask, nobody});
  owned_by_staff.group = kStaff;
  CHECK(others(owned_by_staff) == "the group staff (alice)");
}

TEST_CASE("an access list that cannot be read counts as open") {
  FileRights rights = of(0, 0, 0440);
  rights.unknown_list = true;
  CHECK_FALSE(others(rights).empty());
}

TEST_CASE("a credential of the service manager may have any group, but no other owner") {
  FileRights credential = of(0, kStaff, 0440);
  credential.is_credential = true;
  CHECK(others(credential).empty());
  credential.owner = kAlice;
  CHECK(others(credential) == "the user alice");
}
