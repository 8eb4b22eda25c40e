// The account and the region that documents are for, and the names of resources there (ARNs).
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden::provision {

struct Account {
  std::string partition;  // aws, aws-cn or aws-us-gov
  std::string region;     // eu-central-1
  std::string number;     // 12 digits
  friend bool operator==(const Account&, const Account&) = default;
};

// As --region and --account say them. The region tells the partition; one that none of the three has is refused.
Result<Account> parse_account(const std::string& region, const std::string& number);

// arn:aws:iot:eu-central-1:123456789012:thing/x
std::string arn(const Account& account, std::string_view service, std::string_view resource);
// Of IAM, which knows no regions.
std::string role_arn(const Account& account, std::string_view role);

}  // namespace gatewarden::provision
