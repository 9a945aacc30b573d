// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>

namespace awaitgram {

/// Anything with elements that are, or become, an `Item`: a vector, an array, a view.
///
/// Instead of the concepts in <ranges>, which take each unit that includes them as long as all methods of a client.
template <class List, class Item>
concept list_of = requires(const List& list) {
    { *std::begin(list) } -> std::convertible_to<Item>;
    { std::begin(list) != std::end(list) } -> std::convertible_to<bool>;
};

/// The type of the elements of a list that lie beside each other in memory.
template <class List>
using element_of = std::remove_cvref_t<decltype(*std::data(std::declval<const List&>()))>;

/// Such a list whose elements become an `Item`.
template <class List, class Item>
concept array_of = requires(const List& list) {
    { *std::data(list) } -> std::convertible_to<Item>;
    { std::size(list) } -> std::convertible_to<std::size_t>;
};

} // namespace awaitgram
