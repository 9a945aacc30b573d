// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/self_info.hpp>

namespace awaitgram {

/// The common base of the classes that hold the friendly methods, one class per subject.
///
/// A subject derives from it virtually and holds no data, so that `client` offers all of them flat, and a test any one of them over
/// a fake invoker: `struct account : message_methods { explicit account(const self_info& self) : method_base(self) {} };`
class method_base {
public:
    method_base(const method_base&) = delete;
    method_base& operator=(const method_base&) = delete;

    /// The account that the methods act for.
    [[nodiscard]] const self_info& account() const noexcept { return *account_; }

protected:
    /// Only for the sake of the subjects, whose constructors never call it: the most derived class does.
    method_base() = default;
    /// `account` outlives this and all that the methods return.
    explicit method_base(const self_info& account) noexcept : account_(&account) {}
    ~method_base() = default;

    /// For a class that makes its account in the body of its constructor.
    void act_for(const self_info& account) noexcept { account_ = &account; }

private:
    const self_info* account_ = nullptr;
};

} // namespace awaitgram
