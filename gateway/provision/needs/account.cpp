#include "gateway/provision/needs/account.hpp"

#include "gateway/base/text/aws_region.hpp"
#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::provision {
namespace {

constexpr std::size_t kAccountDigits = 12;

}  // namespace

Result<Account> parse_account(const std::string& region, const std::string& number) {
  const std::string_view partition = partition_of_region(region);
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
