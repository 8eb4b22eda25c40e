#include "gateway/provision/policy/policy_names.hpp"

#include <algorithm>
#include <set>

#include "gateway/base/text/nearest.hpp"
#include "gateway/provision/policy/wildcards.hpp"

namespace gatewarden::provision {
namespace {

constexpr char kSeparator = ':';

std::string own_pattern(const Needs& needs) { return needs.gateway + kSeparator + "*"; }

Error not_plain(const std::string& what, const std::string& name) {
  return Error{what + " " + name +
               " has a character that means something else in a policy (* ? { } % \" \\ or a blank): choose "
               "another name"};
}

// The patterns of devices yet to be learned, which only a pattern can allow.
Result<void> add_learnt(const Needs& needs, std::set<std::string>& patterns) {
  for (const std::string& pattern : needs.learnt) {
    const std::size_t star = pattern.find('*');
    if (star == 0) {
      return Error{"a link learns devices as " + pattern +
                   ": a policy for such names would allow every thing of the account; begin them with the "
                   "gateway's name: thing: \"" +
                   needs.gateway + ":{id}\""};
    }
    std::string rest = pattern;
    rest.erase(star, 1);
    if (!plain_in_policy(rest)) return not_plain("the pattern of learned things", pattern);
    const bool covered = std::any_of(patterns.begin(), patterns.end(), [&](const std::string& wider) {
      return matches_wildcards(wider, pattern);
    });
    if (!covered) patterns.insert(pattern);
  }
  return {};
}

struct Cover {
  std::vector<std::string> named;
  std::size_t covered = 0;
};

Cover cover(const Needs& needs, const std::set<std::string>& patterns) {
  Cover found;
  for (const Device& device : needs.devices) {
    const bool covered = std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
      return matches_wildcards(pattern, device.thing);
    });
    if (covered)
      ++found.covered;
    else
      found.named.push_back(device.thing);
  }
  return found;
}

std::string list_of(const std::set<std::string>& patterns) {
  std::string text;
  for (const std::string& pattern : patterns) text += (text.empty() ? "`" : ", `") + pattern + "`";
  return text;
}

Result<PolicyNames> finished(const Needs& needs, const std::set<std::string>& patterns,
                             std::vector<std::string> named, std::vector<std::string> reasons) {
  if (!plain_in_policy(needs.gateway)) return not_plain("the gateway", needs.gateway);
  for (const std::string& name : named) {
    if (!plain_in_policy(name)) return not_plain("thing", name);
  }
  if (needs.gateway_reports) named.insert(named.begin(), needs.gateway);
  PolicyNames names{{patterns.begin(), patterns.end()}, std::move(named), std::move(reasons)};
  std::sort(names.patterns.begin(), names.patterns.end(), natural_less);
  return names;
}

std::string counted(std::size_t children) {
  return std::to_string(children) + (children == 1 ? " child" : " children");
}

}  // namespace

Result<PolicyNames> policy_names(const Needs& needs, PolicyBy by) {
  if (by == PolicyBy::prefix) return policy_names_by_beginning(needs, "--policy-by prefix asks for it");
  if (by == PolicyBy::list && !needs.learnt.empty()) {
    return Error{"--policy-by list: devices yet to be learned have no names to list"};
  }
  std::set<std::string> patterns;
  const std::string own = own_pattern(needs);
  if (by == PolicyBy::fitting && cover(needs, {own}).covered > 0) patterns.insert(own);
  if (auto added = add_learnt(needs, patterns); !added) return Error{added.error()};
  Cover found = cover(needs, patterns);
  std::vector<std::string> reasons;
  if (patterns.contains(own)) {
    reasons.push_back(counted(found.covered) + " by " + list_of({own}) +
                      ": their names begin with the gateway's own, so another child needs no other policy, "
                      "and no other gateway's children are in it");
  } else if (!patterns.empty()) {
    reasons.push_back(
        "by " + list_of(patterns) +
        ": devices yet to be learned are known by their beginning only; give no other gateway's such names");
  }
  if (!found.named.empty()) {
    reasons.push_back(counted(found.named.size()) + " one by one: " +
                      (by == PolicyBy::list ? std::string("--policy-by list asks for it")
                                            : "they do not begin with " + needs.gateway + kSeparator +
                                                  ", so that no beginning is surely the gateway's own") +
                      "; another child needs another policy");
  }
  return finished(needs, patterns, std::move(found.named), std::move(reasons));
}

Result<PolicyNames> policy_names_by_beginning(const Needs& needs, const std::string& too_many) {
  std::set<std::string> patterns;
  const std::string own = own_pattern(needs);
  for (const Device& device : needs.devices) {
    const std::size_t end = device.thing.find(kSeparator);
    if (device.thing.starts_with(needs.gateway + kSeparator)) {
      patterns.insert(own);
    } else if (end == std::string::npos || end == 0) {
      return Error{"thing " + device.thing + " has no beginning up to a colon that a policy could allow (" +
                   too_many + "): name it after its gateway, for example " + needs.gateway + kSeparator +
                   device.thing};
    } else {
      const std::string beginning = device.thing.substr(0, end + 1);
      if (!plain_in_policy(beginning)) return not_plain("thing", device.thing);
      patterns.insert(beginning + "*");
    }
  }
  if (auto added = add_learnt(needs, patterns); !added) return Error{added.error()};
  std::vector<std::string> reasons{"by " + list_of(patterns) + ": " + too_many};
  if (patterns.size() > 1 || !patterns.contains(own)) {
    reasons.emplace_back("whatever is called so is allowed: give no other gateway's children such names");
  }
  return finished(needs, patterns, {}, std::move(reasons));
}

}  // namespace gatewarden::provision
