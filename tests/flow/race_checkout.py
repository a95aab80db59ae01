"""Abuse case 7: many shoppers want the same last pieces at the same moment: all of their requests wait on the socket before the first is taken. Nobody gets what isn't there, whoever comes too late
is told so, nobody sees a failure or is refused a place in the queue."""
import unittest

import _abuse as a
import _race as race


class Checkout(race.Race):
    def rush(self, people, *v):
        """All send their form: (those who have an order, those who are told that there is not enough), as places in people."""
        replies = self.shop.at_once([lambda c=c, f=f: a.send(c, f) for c, f in people])
        self.assertEqual({r.status for r in replies}, {303}, [(r.status, r.text[:300]) for r in replies if r.status != 303][:3])
        won = [i for i, r in enumerate(replies) if "/order/" in r.header("location")]
        late = [i for i in range(len(replies)) if i not in won]
        self.assertEqual({replies[i].header("location") for i in late} - {"/cart?m=no.cart.faster"}, set())
        self.assertEqual(len({a.ref_of(replies[i]) for i in won}), len(won))
        self.holds(*v)
        for i in late[::50]:    # they read what is the matter, and where
            self.sees(people[i][0].follow(replies[i]), race.FASTER, race.GONE if self.left(v[0]) == 0 else race.LEFT % self.left(v[0]))
        return won, late

    def test_07_the_last_one(self):
        v = a.variant(self.shop)[0]
        self.free(v, 1000)
        people = [race.shopper(self.shop, v, n=i) for i in range(race.SHOPPERS)]
        before = self.count("orders")
        first = int(self.shop.one("SELECT value FROM counter WHERE name='order'"))
        for n in race.rounds(2):
            self.free(v, 1)
            won, late = self.rush(people, v)
            self.assertEqual((len(won), len(late)), (1, race.SHOPPERS - 1))
            self.assertEqual(self.count("orders"), before + n + 1)
            self.assertEqual(self.left(v), 0)
            self.assertEqual(int(self.shop.one("SELECT value FROM counter WHERE name='order'")), first + n + 1, "a refused order has used up a number")
            # Whoever has it wants another one; the others stand there with the form that they have.
            self.free(v, 1)
            who = won[0]
            people[who] = people[who][0], race.fill(people[who][0], v, n=who)
        numbers = self.shop.one_list("SELECT number FROM orders")
        self.assertEqual(len(numbers), len(set(numbers)))

    def test_07_ten_pieces_three_each(self):
        v = a.variant(self.shop)[0]
        self.free(v, 1000)
        people = [race.shopper(self.shop, v, 3, i) for i in range(20)]
        for _ in race.rounds(2):
            self.free(v, 10)
            won, late = self.rush(people, v)
            self.assertEqual((len(won), len(late)), (3, 17))
            self.assertEqual(self.left(v), 1)
            codes = self.shop.one_list("SELECT total FROM orders WHERE pay_state='waiting'")
            self.assertEqual(len(codes), len(set(codes)), "two open orders have the same exact amount")
            self.free(v, 10)
            for who in won:
                people[who] = people[who][0], race.fill(people[who][0], v, 3, who)

    def test_07_two_products_crosswise(self):
        """Half puts A before B into the cart, half B before A: no deadlock, nobody fails."""
        rows = self.shop.sql("SELECT v.id FROM variant v JOIN stock s ON s.variant=v.id JOIN product p ON p.id=v.product WHERE p.status='active' AND v.active=1"
                             " AND s.on_hand-s.reserved >= 20 ORDER BY v.id LIMIT 2")
        x, y = int(rows[0][0]), int(rows[1][0])
        clients = [self.shop.client() for _ in range(16)]
        for _ in race.rounds(1):
            self.free(x, 20)
            self.free(y, 20)
            people = [(c, race.fill(c, (x, y) if i % 2 else (y, x), n=i)) for i, c in enumerate(clients)]
            self.assertEqual(len(self.rush(people, x, y)[0]), 16)


if __name__ == "__main__":
    unittest.main()
