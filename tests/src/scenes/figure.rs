//! People: plain figures from behind, without faces.

use super::{
    canvas::{Canvas, Rgb},
    place::{Place, tone},
    space::V,
    world::{Look, World},
};

/// What somebody wears, and how they stand.
#[derive(Debug, Clone, Copy)]
struct Clothes {
    coat: Rgb,
    trousers: Rgb,
    hair: Rgb,
    long_hair: bool,
    bag: bool,
    stout: f32,
}

const COATS: [Rgb; 9] = [
    [52, 66, 104],
    [150, 56, 52],
    [96, 110, 84],
    [196, 186, 168],
    [70, 70, 76],
    [60, 120, 130],
    [150, 120, 150],
    [206, 160, 70],
    [36, 40, 48],
];

fn figure(c: Clothes) -> Canvas {
    Canvas::cutout((320, 900), tone(c.coat, 0.6), |p, ink| {
        let half = 84.0 * c.stout;
        let (l, r) = (160.0 - half, 160.0 + half);
        let skin = ink([206, 170, 146]);
        let shoe = ink([34, 32, 34]);
        let (coat, dark) = (ink(c.coat), ink(tone(c.coat, 0.78)));
        let trousers = ink(c.trousers);
        p.polygon(
            &[(l + 18.0, 460.0), (156.0, 460.0), (150.0, 872.0), (l + 34.0, 872.0)],
            trousers,
        );
        p.polygon(
            &[(164.0, 460.0), (r - 18.0, 460.0), (r - 34.0, 872.0), (170.0, 872.0)],
            trousers,
        );
        p.blob((l + 54.0, 880.0), (34.0, 16.0), shoe, 1.0, 0.05);
        p.blob((r - 54.0, 880.0), (34.0, 16.0), shoe, 1.0, 0.05);
        // Arms hang down beside the coat.
        for (x, lean) in [(l - 6.0, -14.0), (r + 6.0, 14.0)] {
            p.polygon(
                &[
                    (x - 24.0, 216.0),
                    (x + 24.0, 216.0),
                    (x + 18.0 + lean, 492.0),
                    (x - 18.0 + lean, 492.0),
                ],
                dark,
            );
            p.blob((x + lean, 506.0), (17.0, 24.0), skin, 1.0, 0.05);
        }
        p.rect(138.0, 130.0, 44.0, 60.0, skin);
        p.polygon(
            &[
                (132.0, 176.0),
                (188.0, 176.0),
                (r + 14.0, 204.0),
                (r + 4.0, 420.0),
                (r + 8.0, 540.0),
                (l - 8.0, 540.0),
                (l - 4.0, 420.0),
                (l - 14.0, 204.0),
            ],
            coat,
        );
        p.line((160.0, 196.0), (160.0, 536.0), 3.0, dark);
        p.line((l, 430.0), (r, 430.0), 4.0, dark);
        let hair = ink(c.hair);
        p.blob((160.0, 96.0), (54.0, 66.0), hair, 1.0, 0.03);
        if c.long_hair {
            p.rect(108.0, 96.0, 104.0, 110.0, hair);
            p.blob((160.0, 206.0), (52.0, 30.0), hair, 1.0, 0.05);
        } else {
            p.blob((106.0, 104.0), (9.0, 16.0), skin, 1.0, 0.05);
            p.blob((214.0, 104.0), (9.0, 16.0), skin, 1.0, 0.05);
        }
        if c.bag {
            let bag = ink([94, 64, 46]);
            p.line((l + 20.0, 190.0), (r - 6.0, 470.0), 9.0, bag);
            p.rect(r - 46.0, 450.0, 74.0, 84.0, bag);
        }
    })
}

/// Somebody who stands with the back to the viewer; people further away must be added first.
pub(super) fn person(w: &mut World, place: &mut Place, at: V, tall: f32) {
    let clothes = Clothes {
        coat: place.any(&COATS),
        trousers: place.any(&[[40, 44, 56], [70, 66, 62], [50, 60, 86], [30, 30, 32]]),
        hair: place.any(&[[26, 22, 20], [40, 30, 24], [90, 86, 84], [18, 18, 20]]),
        long_hair: place.chance(0.4),
        bag: place.chance(0.35),
        stout: place.rng.range(0.92, 1.14),
    };
    let look = w.picture(figure(clothes));
    let aside = V(0.0, 1.0, 0.0).cross(w.camera.ahead).unit();
    let aside = if place.chance(0.5) { aside } else { aside * -1.0 };
    let wide = tall * 320.0 / 900.0;
    w.shadow(at, wide * 1.1, wide * 0.7);
    w.pane(at - aside * (wide * 0.5) + V(0.0, tall, 0.0), aside * wide, V(0.0, -tall, 0.0), look);
    // Whoever stands there throws a shadow: a thin board that is hidden behind the figure.
    let behind = V(w.camera.ahead.0, 0.0, w.camera.ahead.2).unit() * 0.06;
    let core = Look::colour(tone(clothes.coat, 0.7));
    let o = at - aside * (wide * 0.2) + behind;
    w.face(o + V(0.0, tall * 0.72, 0.0), aside * (wide * 0.4), V(0.0, tall * -0.3, 0.0), core);
}
