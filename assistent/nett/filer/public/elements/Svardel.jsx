import { useEffect, useRef, useState } from "react";
import { useRecoilState } from "recoil";
import { sideViewState } from "@chainlit/react-client";
import { ThumbsDown, ThumbsUp, Copy } from "lucide-react";

/* Det som står under et svar: kildene, kopiering og tilbakemelding. All tekst settes inn av React og er aldri HTML. */
export default function Svardel() {
  const t = props.tekster;
  const rot = useRef(null);
  const [felt, settFelt] = useRecoilState(sideViewState);
  const [tommel, settTommel] = useState(null);
  const [grunn, settGrunn] = useState("");
  const [ferdig, settFerdig] = useState(false);
  const [melding, settMelding] = useState("");
  const [alle, settAlle] = useState(props.kilder.length <= 8);
  const [kopiert, settKopiert] = useState(false);
  const anker = (nr) => `kilde-${props.svar}-${nr}`;
  const apen = felt && felt.elements && felt.elements[0] ? felt.elements[0].id : null;

  const vis = (kilde) =>
    settFelt({
      title: kilde.felt.tittel,
      elements: [{ id: anker(kilde.nr), type: "custom", name: "Kilde", display: "side", props: kilde.felt }]
    });

  useEffect(() => {
    const melding = rot.current && rot.current.closest(".ai-message");
    if (!melding) return;
    melding.lang = props.malform;
    const lenker = melding.querySelectorAll(`a[href^="#kilde-${props.svar}-"]`);
    lenker.forEach((a) => {
      const kilde = props.kilder.find((k) => String(k.nr) === a.getAttribute("href").split("-").pop());
      a.removeAttribute("target");
      a.setAttribute("role", "button");
      if (kilde) a.setAttribute("aria-label", kilde.navn);
    });
  });

  useEffect(() => {
    const klikk = (h) => {
      const a = h.target.closest && h.target.closest(`a[href^="#kilde-${props.svar}-"]`);
      if (!a) return;
      h.preventDefault();
      const kilde = props.kilder.find((k) => String(k.nr) === a.getAttribute("href").split("-").pop());
      if (kilde) vis(kilde);
    };
    document.addEventListener("click", klikk);
    return () => document.removeEventListener("click", klikk);
  });

  const lagre = async (valg, tekst) => {
    try {
      const svar = await callAction({ name: "tilbakemelding", payload: { svar: props.svar, tommel: valg, grunn: tekst } });
      const r = svar.response;
      settMelding(r.melding);
      return r.ok;
    } catch (feil) {
      settMelding(t.for_gammelt);
      return false;
    }
  };
  const stem = (valg) => {
    settTommel(valg);
    settFerdig(false);
    lagre(valg, "").then((ok) => { if (!ok) settTommel(null); });
  };
  const send = (h) => {
    h.preventDefault();
    lagre(tommel, grunn).then((ok) => settFerdig(ok));
  };
  const kopier = () =>
    navigator.clipboard.writeText(props.tekst).then(() => {
      settKopiert(true);
      setTimeout(() => settKopiert(false), 3000);
    });

  return (
    <div className="ta-svardel" ref={rot}>
      {props.kilder.length ? (
        <section>
          <h3>{props.overskrift}</h3>
          <ol className="ta-kilder">
            {(alle ? props.kilder : props.kilder.slice(0, 5)).map((k) => (
              <li key={k.nr}>
                <button type="button" className="ta-kildeknapp" aria-expanded={apen === anker(k.nr)} onClick={() => vis(k)}>
                  <span className="ta-nr">{k.nr}</span>
                  <span>
                    <span className="ta-sted">{k.merke}</span>
                    {k.sitat ? <q>«{k.sitat}»</q> : null}
                  </span>
                </button>
              </li>
            ))}
          </ol>
          {alle ? null : (
            <button type="button" className="ta-alle" onClick={() => settAlle(true)}>{t.vis_alle}</button>
          )}
        </section>
      ) : null}
      {props.merknad ? <p className="ta-merknad">{props.merknad}</p> : null}
      <div className="ta-linje">
        <span id={`nyttig-${props.svar}`}>{t.nyttig}</span>
        <span role="group" aria-labelledby={`nyttig-${props.svar}`} className="ta-linje">
          <button type="button" className="ta-opp" aria-pressed={tommel === "opp"} aria-label={t.ja} title={t.ja} onClick={() => stem("opp")}>
            <ThumbsUp size={16} aria-hidden="true" />
          </button>
          <button type="button" className="ta-ned" aria-pressed={tommel === "ned"} aria-label={t.nei} title={t.nei} onClick={() => stem("ned")}>
            <ThumbsDown size={16} aria-hidden="true" />
          </button>
        </span>
        <button type="button" className="ta-kopier ta-linje" onClick={kopier}>
          <Copy size={16} aria-hidden="true" /> {kopiert ? t.kopiert : t.kopier}
        </button>
      </div>
      {tommel && !ferdig ? (
        <form className="ta-grunn" onSubmit={send}>
          <label htmlFor={`grunn-${props.svar}`}>{tommel === "ned" ? t.hvorfor : t.hvorfor_ja}</label>
          <textarea
            id={`grunn-${props.svar}`}
            value={grunn}
            maxLength={2000}
            aria-describedby={`grunn-hjelp-${props.svar}`}
            onChange={(h) => settGrunn(h.target.value)}
          />
          <p id={`grunn-hjelp-${props.svar}`}>{t.ikke_personopplysninger}</p>
          <button type="submit" disabled={!grunn.trim()}>{t.send}</button>
        </form>
      ) : null}
      <div role="status" className="ta-merknad">{melding}</div>
    </div>
  );
}
