#include "gateway/provision/needs/account.hpp"

#include <algorithm>
#include <vector>

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::provision {
namespace {

constexpr std::size_t kAccountDigits = 12;

std::vector<std::string_view> parts_of(std::string_view region) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = region.find('-');
    parts.push_back(region.substr(0, end));
    if (end == std::string_view::npos) return parts;
    region.remove_prefix(end + 1);
  }
}

bool letters(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// eu-central-1: two letters, words, a number. Empty for a region of a partition that is not known here.
std::string_view partition_of(std::string_view region) {
  const auto parts = parts_of(region);
  if (parts.size() < 3 || parts.front().size() != 2 || !digits(parts.back())) return "";
  if (!std::all_of(parts.begin(), parts.end() - 1, letters) || parts[1].starts_with("iso")) return "";
  if (parts.front() == "cn") return "aws-cn";
  return parts[1] == "gov" ? "aws-us-gov" : "aws";
}

}  // namespace

Result<Account> parse_account(const std::string& region, const std::string& number) {
  const std::string_view partition = partition_of(region);
  if (partition.empty()) {
    return Error{"--region " + region +
                 ": give a region of AWS, China or GovCloud, for example eu-central-1 or us-gov-west-1"};
  }
  if (!digits(number) || number.size() != kAccountDigits) {
    return Error{"--account " + number +
                 ": an account has 12 digits; aws sts get-caller-identity tells yours"};
  }
  return Account{std::string(partition), region, number};
}

std::string arn(const Account& account, std::string_view service, std::string_view resource) {
  return "arn:" + account.partition + ":" + std::string(service) + ":" + account.region + ":" +
         account.number + ":" + std::string(resource);
}

std::string role_arn(const Account& account, std::string_view role) {
  return "arn:" + account.partition + ":iam::" + account.number + ":role/" + std::string(role);
}

}  // namespace gatewarden::provision
