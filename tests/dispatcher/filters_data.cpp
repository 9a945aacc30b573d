// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters/data.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

using namespace awaitgram;
namespace is = awaitgram::filters;

namespace {

struct vote {
    std::int32_t option;
};

struct page {
    std::int32_t number;
};

namespace older {

struct vote {
    static constexpr std::string_view callback_name = "tests::poll";
    std::int32_t option;
};

} // namespace older

namespace newer {

struct vote {
    static constexpr std::string_view callback_name = "tests::poll";
    static constexpr int version = 2;
    std::int32_t option;
};

} // namespace newer

callback_query pressed(byte_view data) {
    api::updateBotCallbackQuery raw{};
    raw.data = tl::bytes{data};
    return callback_query{std::move(raw)};
}

template <class T>
callback_query pressed_struct(const T& value) {
    const auto packed = callback_data<T>::pack(value);
    return pressed(packed.view());
}

} // namespace

TEST_CASE("a button's data are one struct and no other one, which the filter yields") {
    const auto press = pressed_struct(vote{7});

    const auto yielded = is::data<vote>(press);
    REQUIRE(yielded);
    CHECK(yielded->option == 7);
    CHECK_FALSE(is::data<page>(press));
    CHECK(std::is_same_v<
          detail::filter_answer_of<decltype(is::data<vote>), callback_query>::yields,
          detail::type_list<vote>>);
}

TEST_CASE("data of another version are recognised as outdated, and data of a text are no struct") {
    const auto old_press = pressed_struct(older::vote{7});
    CHECK_FALSE(is::data<newer::vote>(old_press));
    CHECK(is::outdated_data<newer::vote>(old_press));
    CHECK_FALSE(is::outdated_data<older::vote>(old_press));
    CHECK_FALSE(is::outdated_data<page>(old_press));
    CHECK(is::any_struct(old_press));

    const auto text = pressed({});
    CHECK_FALSE(is::any_struct(text));
    CHECK_FALSE(is::data<vote>(text));
    CHECK_FALSE(is::outdated_data<vote>(text));
}
